package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

type function struct {
	Symbol    string `json:"symbol"`
	At        string `json:"at"`
	Generated bool   `json:"generated,omitempty"`
}

type edgeKey struct{ caller, callee, site, kind string }

type edge struct {
	Caller     string   `json:"caller"`
	Callee     string   `json:"callee"`
	Site       string   `json:"site"`
	Kind       string   `json:"kind"`
	Algorithms []string `json:"algorithms"`
}

type callback struct {
	Callee string   `json:"callee"`
	By     []string `json:"by"`
}

type result struct {
	functions map[string]function
	edges     map[edgeKey]map[string]bool
	callbacks map[string]map[string]bool
	troubles  map[string]bool
}

func newResult() *result {
	return &result{map[string]function{}, map[edgeKey]map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}}
}

func (r *result) edge(caller, callee, site, kind, algorithm string) {
	key := edgeKey{caller, callee, site, kind}
	if r.edges[key] == nil {
		r.edges[key] = map[string]bool{}
	}
	r.edges[key][algorithm] = true
}

func (r *result) callback(callee, by string) {
	if r.callbacks[callee] == nil {
		r.callbacks[callee] = map[string]bool{}
	}
	r.callbacks[callee][by] = true
}

func (r *result) trouble(root, message string) {
	r.troubles[strings.ReplaceAll(message, root, ".")] = true
}

// print gives one entry a line, sorted: the same repository always gives the same text.
func (r *result) print() (string, error) {
	var edges []any
	for _, key := range slices.SortedFunc(maps.Keys(r.edges), func(a, b edgeKey) int {
		return strings.Compare(a.caller+"\x00"+a.site+"\x00"+a.callee+a.kind, b.caller+"\x00"+b.site+"\x00"+b.callee+b.kind)
	}) {
		edges = append(edges, edge{key.caller, key.callee, key.site, key.kind, sorted(r.edges[key])})
	}
	var functions, callbacks []any
	for _, id := range sorted(r.functions) {
		functions = append(functions, r.functions[id])
	}
	for _, id := range sorted(r.callbacks) {
		callbacks = append(callbacks, callback{id, sorted(r.callbacks[id])})
	}
	var troubles []any
	for _, text := range sorted(r.troubles) {
		troubles = append(troubles, text)
	}
	var out strings.Builder
	out.WriteString("{")
	for i, part := range []struct {
		name    string
		entries []any
	}{{"functions", functions}, {"edges", edges}, {"callbacks", callbacks}, {"troubles", troubles}} {
		if i > 0 {
			out.WriteString(",")
		}
		out.WriteString("\n\"" + part.name + "\": [")
		for j, entry := range part.entries {
			line, err := json.Marshal(entry)
			if err != nil {
				return "", err
			}
			if j > 0 {
				out.WriteString(",")
			}
			out.WriteString("\n")
			out.Write(line)
		}
		out.WriteString("]")
	}
	out.WriteString("\n}\n")
	return out.String(), nil
}

func sorted[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }
