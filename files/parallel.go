package files

import (
	"iter"
	"runtime"
)

// InParallel calls do for each item and yields the results in the items' order. It runs twice as
// many calls at a time as there are processors, because some wait for the disk. It doesn't get far
// ahead of its reader, to keep few results in memory. But it gets far enough ahead that one slow
// item doesn't hold up the others.
func InParallel[In, Out any](items iter.Seq[In], do func(In) Out) iter.Seq[Out] {
	return func(yield func(Out) bool) {
		results := make(chan chan Out, 16*runtime.GOMAXPROCS(0))
		working := make(chan struct{}, 2*runtime.GOMAXPROCS(0))
		stop := make(chan struct{})
		defer close(stop)
		go func() {
			defer close(results)
			for item := range items {
				result := make(chan Out, 1)
				select {
				case results <- result:
				case <-stop:
					return
				}
				working <- struct{}{}
				go func() {
					result <- do(item)
					<-working
				}()
			}
		}()
		for result := range results {
			if !yield(<-result) {
				return
			}
		}
	}
}

// batch is how many files are written at a time. Syncing many files to disk at once takes about as
// long as syncing one.
const batch = 64

// Batches yields the items in slices of up to batch.
func Batches[T any](items iter.Seq[T]) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var some []T
		for o := range items {
			if some = append(some, o); len(some) == batch {
				if !yield(some) {
					return
				}
				some = nil
			}
		}
		if len(some) > 0 {
			yield(some)
		}
	}
}
