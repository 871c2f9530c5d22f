package zmtp_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/mathdl/kernel/internal/zmtp"
	"github.com/mathdl/kernel/internal/zmtp/zmtptest"
)

func ExampleRouter() {
	ctx := context.Background()
	r, err := zmtp.ListenRouter("tcp://127.0.0.1:0", nil)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close(time.Second)

	client, err := zmtptest.Dial("DEALER", r.Addr(), "client-1")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	client.Send(zmtp.Message{[]byte("C(Φ)?")})

	id, m, _ := r.Recv(ctx)
	fmt.Printf("%s asks %s\n", id, m[0])
	r.Send(id, zmtp.Message{[]byte("17")})

	m, _ = client.Recv(ctx)
	fmt.Printf("it is %s\n", m[0])
	// Output:
	// client-1 asks C(Φ)?
	// it is 17
}

func ExampleListenXPub() {
	ctx := context.Background()
	x, err := zmtp.ListenXPub("tcp://127.0.0.1:0", nil, func(topic []byte) zmtp.Message {
		return zmtp.Message{topic, []byte("welcome")}
	})
	if err != nil {
		log.Fatal(err)
	}
	defer x.Close(time.Second)

	client, err := zmtptest.Dial("SUB", x.Addr(), "")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	client.Subscribe("stream")

	// The welcome says that the subscription is known: nothing is missed from here.
	m, _ := client.Recv(ctx)
	fmt.Printf("%s %s\n", m[0], m[1])
	x.Publish(zmtp.Message{[]byte("status"), []byte("busy")})
	x.Publish(zmtp.Message{[]byte("stream.stdout"), []byte("x = 1")})
	m, _ = client.Recv(ctx)
	fmt.Printf("%s %s\n", m[0], m[1])
	// Output:
	// stream welcome
	// stream.stdout x = 1
}
