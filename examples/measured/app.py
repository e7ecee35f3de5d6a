"""A small shop: GET / lists what there is, and each request is noted in a log."""

import logging
from pathlib import Path

from flask import Flask, jsonify

app = Flask(__name__)

STOCK = {"anchors": 12, "ropes": 40}
LOGS = Path("/var/log") / "shop"


@app.get("/")
def stock():
    logging.info("asked for the stock")
    return jsonify(STOCK)


if __name__ == "__main__":
    LOGS.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=LOGS / "requests.log", level=logging.INFO)
    app.run(host="0.0.0.0", port=8000)
