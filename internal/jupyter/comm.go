package jupyter

import "context"

// quartoTarget is the comm that Quarto opens to tell a kernel the sizes and
// formats of figures. It expects no answer.
const quartoTarget = "quarto_kernel_setup"

// commOpen refuses a comm, since this side has none, by closing it.
func (k *Kernel) commOpen(_ context.Context, r *request) (any, error) {
	var c commMessage
	if err := decode(r, &c); err != nil {
		k.log.Warn("jupyter: comm_open", "cause", err)
		return nil, nil
	}
	if c.Target != quartoTarget {
		k.publish(r, "comm_close", commMessage{ID: c.ID, Data: map[string]any{}})
	}
	return nil, nil
}

func (k *Kernel) commInfo(context.Context, *request) (any, error) {
	return commInfoReply{statusOK, map[string]any{}}, nil
}
