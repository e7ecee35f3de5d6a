package bake

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are those of bake's standard functions whose result is bounded by their arguments.
// https://docs.docker.com/build/bake/stdlib/
var functions = func() map[string]function.Function {
	all := map[string]function.Function{
		"and": stdlib.AndFunc, "chomp": stdlib.ChompFunc, "coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc,
		"compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc,
		"element": stdlib.ElementFunc, "equal": stdlib.EqualFunc, "flatten": stdlib.FlattenFunc, "hasindex": stdlib.HasIndexFunc,
		"index": stdlib.IndexFunc, "join": stdlib.JoinFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc, "lookup": stdlib.LookupFunc,
		"lower": stdlib.LowerFunc, "merge": stdlib.MergeFunc, "not": stdlib.NotFunc, "notequal": stdlib.NotEqualFunc, "or": stdlib.OrFunc,
		"replace": stdlib.ReplaceFunc, "reverse": stdlib.ReverseFunc, "split": stdlib.SplitFunc, "strlen": stdlib.StrlenFunc, "substr": stdlib.SubstrFunc,
		"title": stdlib.TitleFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc,
		"trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc, "values": stdlib.ValuesFunc,
	}
	for name, f := range all {
		all[name] = bounded(f)
	}
	return all
}()

var errTooMuch = errors.New("the arguments hold too much")

// bounded returns a function that refuses arguments which hold too much.
func bounded(f function.Function) function.Function {
	return function.New(&function.Spec{
		Params: f.Params(), VarParam: f.VarParam(), Type: f.ReturnTypeForValues,
		Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
			n := 0
			for _, a := range arguments {
				n += size(a)
			}
			if n > maxValue {
				return cty.NilVal, errTooMuch
			}
			return f.Call(arguments)
		},
	})
}
