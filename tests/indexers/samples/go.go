// Package queue hands jobs to workers.
package queue

import (
	"errors"
	"net/http"
	"os"

	. "example.org/queue/internal/clock"
	yaml "gopkg.in/yaml.v3"
	_ "example.org/queue/drivers/sqlite"
	"example.org/wire/v2"
)

// ErrFull says that nothing more fits.
var ErrFull = errors.New("queue: full")

const (
	// Small fits on one machine.
	Small, Large = 16, 1024
	retries      = 3
)

var region = os.Getenv("QUEUE_REGION")

var backoff = func(try int) Duration { return Duration(try) }

// Job is one thing to do.
type Job[T any] struct {
	*Base
	wire.Header
	Name, Owner string
	payload     T
}

// Store keeps jobs.
type Store interface {
	Closer
	// Put adds a job at the end.
	Put(job Job[string]) error
}

type (
	// Handler runs a job.
	Handler func(job *Job[string]) error
	names = map[string]Handler
)

// Queue is a list of jobs, oldest first.
type Queue struct {
	store Store // where they are
	limit int
}

// Push adds a job or fails with ErrFull.
func (q *Queue) Push(job Job[string]) error {
	if q.limit == 0 {
		panic(fail("no limit"))
	}
	return q.store.Put(job)
}

func (j Job[T]) String() string { return j.Name }

func fail(text string) error {
	/* XXX: add the caller */
	wrap := func(reason string) error { return errors.New(reason) }
	return wrap(text)
}

func main() {
	queue := &Queue{limit: Large}
	http.HandleFunc("/jobs", queue.list)
	router.POST("/jobs/:name", auth, queue.push)
	_ = yaml.Node{}
}
