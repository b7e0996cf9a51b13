package clauses

import (
	"slices"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

const leastSeq = 10

var (
	aclActions   = []string{"permit", "deny", "discard", "transit"}
	aclProtocols = []string{"ip", "tcp", "udp", "icmp"}
)

// checkACL: the clauses `acl-` of the section about externals.
func (c *check) checkACL(acl *hedgehog.ACL) {
	var seqs []uint16
	for _, statement := range acl.Statements {
		seqs = append(seqs, statement.Seq)
		if statement.Seq < leastSeq {
			c.refuse("acl-seq", "seq %d is below %d", statement.Seq, leastSeq)
		}
		c.checkStatement(&statement)
	}
	if seq, again := twice(seqs); again {
		c.refuse("acl-seq", "seq %d comes twice", seq)
	}
}

func (c *check) checkStatement(s *hedgehog.Statement) {
	if !slices.Contains(aclActions, s.Action) {
		c.refuse("acl-enum", "seq %d: action %q is not one of %v", s.Seq, s.Action, aclActions)
	}
	if !slices.Contains(aclProtocols, s.Protocol) {
		c.refuse("acl-enum", "seq %d: protocol %q is not one of %v", s.Seq, s.Protocol, aclProtocols)
	}
	for _, text := range []string{s.SrcPrefix, s.DstPrefix} {
		if _, parses := parsePrefix(text); text != "any" && !parses {
			c.refuse("acl-prefix", "seq %d: %q is neither any nor a prefix", s.Seq, text)
		}
	}
	if begin, end := s.PortRangeBegin, s.PortRangeEnd; begin != 0 || end != 0 {
		if s.Protocol != "tcp" && s.Protocol != "udp" {
			c.refuse("acl-ports", "seq %d: ports need protocol tcp or udp", s.Seq)
		}
		if begin < 1 || begin > end {
			c.refuse("acl-ports", "seq %d: ports %d to %d are not a range from 1", s.Seq, begin, end)
		}
	}
	if s.TCPFilters != nil {
		c.checkTCPFilters(s)
	}
	if (s.ICMPType != nil || s.ICMPCode != nil) && s.Protocol != "icmp" {
		c.refuse("acl-icmp", "seq %d: type and code need protocol icmp", s.Seq)
	}
}

func (c *check) checkTCPFilters(s *hedgehog.Statement) {
	if s.Protocol != "tcp" {
		c.refuse("acl-tcp", "seq %d: tcpFilters need protocol tcp", s.Seq)
	}
	f := s.TCPFilters
	for _, flag := range []struct {
		name       string
		set, isNot bool
	}{
		{"ack", f.Ack, f.NotAck}, {"fin", f.Fin, f.NotFin}, {"psh", f.Psh, f.NotPsh},
		{"rst", f.Rst, f.NotRst}, {"syn", f.Syn, f.NotSyn}, {"urg", f.Urg, f.NotUrg},
	} {
		if flag.set && flag.isNot {
			c.refuse("acl-tcp", "seq %d: %s is wanted both set and not set", s.Seq, flag.name)
		}
		if f.Established && (flag.set || flag.isNot) {
			c.refuse("acl-tcp", "seq %d: established excludes %s", s.Seq, flag.name)
		}
	}
}
