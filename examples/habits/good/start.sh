#!/bin/sh
# Starts the cache and patches the shop.
set -eu

docker run -d --restart unless-stopped --name cache redis:8
docker exec web pip install requests
