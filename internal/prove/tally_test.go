package main

import "testing"

// TestReasons shows that reasons are counted over files and listed by their weight.
func TestReasons(t *testing.T) {
	all := &tally{fixable: 200, unsuggested: map[string]map[string]int{}}
	one := &tally{unsuggested: map[string]map[string]int{}}
	one.lacks("it's too long", "run-merge", 1)
	one.lacks("it adds new findings: a", "run-cd", 2)
	all.add(one)
	all.add(one)
	all.lacks("it adds new findings: a", "copy-order", 1)
	const want = "| why a fixable finding has no suggestion | findings | of all fixable | rules |\n| --- | --- | --- | --- |\n" +
		"| it adds new findings: a | 5 | 2.50 % | copy-order (1), run-cd (4) |\n" +
		"| it's too long | 2 | 1.00 % | run-merge (2) |"
	if got := all.reasons(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if n := all.withoutSuggestion(); n != 7 {
		t.Errorf("%d findings without a suggestion", n)
	}
}
