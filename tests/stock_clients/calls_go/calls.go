// Calls at a rate by gRPC for Go. As calls.py, whose usage and numbers it has, but that
// tools/setup compiles the page's snippet in, as connect.go:
//
//	calls_go TARGET SERVICE_CONFIG SNIPPET
package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

const (
	rate       = 200
	largeEvery = 20
	deadline   = 10 * time.Second
	patience   = 60 * time.Second

	method = "/conversations.authz.v1.AuthorizationService/Check"
)

var enough = map[string]int{"begun": 60, "answered": 100}

var check = []byte("\x0a\x05\x0a\x01a\x10\x01\x10\x0f")
var largeCheck = append(append(bytes.Clone(check), "\x1a\xe0\xa7\x12"...),
	bytes.Repeat([]byte("x"), 300_000)...)

//go:embed connect.go
var compiledIn []byte

// bytesCodec takes messages as the bytes that they are.
type bytesCodec struct{}

func (bytesCodec) Marshal(message any) ([]byte, error) { return message.([]byte), nil }
func (bytesCodec) Unmarshal([]byte, any) error         { return nil }
func (bytesCodec) Name() string                        { return "proto" }

// calls counts the calls, and what became of them.
type calls struct {
	channel *grpc.ClientConn

	mutex sync.Mutex
	begun int
	ended map[string]int
	// Of the calls that began after what is waited for was asked for.
	mark int
	late map[string]int
	// What is waited for, and what is closed once there is enough of it.
	waitedFor string
	reached   chan struct{}
}

// count says that there is one more call of a kind; the mutex is held.
func (c *calls) count(what string) {
	c.late[what]++
	if what == c.waitedFor && c.late[what] == enough[what] {
		close(c.reached)
	}
}

// begin takes the number of a call that begins.
func (c *calls) begin() int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.begun++
	c.count("begun")
	return c.begun
}

// call makes one call.
func (c *calls) call(number int) {
	request := check
	if number%largeEvery == 0 {
		request = largeCheck
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	err := c.channel.Invoke(ctx, method, request, nil, grpc.ForceCodec(bytesCodec{}))

	c.mutex.Lock()
	defer c.mutex.Unlock()
	if err != nil {
		ended := status.Convert(err)
		c.ended[fmt.Sprintf("%v: %s", ended.Code(), ended.Message())]++
		return
	}
	c.ended["OK"]++
	if number > c.mark {
		c.count("answered")
	}
}

// run makes calls until it is told to end, and returns once all have ended.
func (c *calls) run(end <-chan struct{}) {
	var running sync.WaitGroup
	defer running.Wait()
	pace := time.NewTicker(time.Second / rate)
	defer pace.Stop()
	for start := time.Now(); ; {
		select {
		case <-end:
			return
		case <-pace.C:
		}
		// The pace, whatever becomes of the calls and of a ticker's ticks.
		for due := int(time.Since(start) * rate / time.Second); c.begun < due; {
			number := c.begin()
			running.Go(func() { c.call(number) })
		}
	}
}

// wait returns once enough calls that are yet to begin are what it says.
func (c *calls) wait(what string) {
	c.mutex.Lock()
	c.mark = c.begun
	c.late = map[string]int{}
	c.waitedFor = what
	c.reached = make(chan struct{})
	c.mutex.Unlock()
	select {
	case <-c.reached:
	case <-time.After(patience):
		c.mutex.Lock()
		log.Fatalf("too few calls were %s, of all: %v", what, c.ended)
	}
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: calls_go TARGET SERVICE_CONFIG SNIPPET")
	}
	snippet, err := os.ReadFile(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	if !bytes.HasSuffix(compiledIn, snippet) {
		log.Fatal("calls_go was built with another snippet: run tools/setup deploy")
	}
	channel, err := connect(os.Args[1], os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	c := &calls{channel: channel, ended: map[string]int{}, late: map[string]int{}}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		c.run(end)
		close(ended)
	}()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		c.wait(lines.Text())
		fmt.Println(lines.Text())
	}
	close(end)
	<-ended
	if err := json.NewEncoder(os.Stdout).Encode(c.ended); err != nil {
		log.Fatal(err)
	}
}
