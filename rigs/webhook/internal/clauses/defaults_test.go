package clauses

import (
	"encoding/json"
	"reflect"
	"testing"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

// read reads a manifest that names only its kind and its spec.
func read(t *testing.T, kind, spec string) *hedgehog.Object {
	t.Helper()
	of, known := hedgehog.KindNamed(kind)
	if !known {
		t.Fatalf("there is no kind %s", kind)
	}
	object, err := hedgehog.Read([]byte(`{"apiVersion":"` + of.APIVersion() + `","kind":"` + kind + `","metadata":{"name":"x"},"spec":` + spec + `}`))
	if err != nil {
		t.Fatal(err)
	}
	return object
}

func TestDefaultingFillsSortsAndRemovesAsTheClusterDoes(t *testing.T) {
	for name, row := range map[string]struct{ kind, before, after string }{
		"namespace subnets are sorted as text": {"IPv4Namespace", `{"subnets":["10.9.0.0/16","10.10.0.0/16"]}`, `{"subnets":["10.10.0.0/16","10.9.0.0/16"]}`},
		"the end of a range is its begin":      {"VLANNamespace", `{"ranges":[{"from":20},{"from":10,"to":15}]}`, `{"ranges":[{"from":10,"to":15},{"from":20,"to":20}]}`},
		"an invalid range empties the list":    {"VLANNamespace", `{"ranges":[{"from":20},{"from":5000}]}`, `{}`},
		"a bare VPC means its default subnet":  {"VPCAttachment", `{"subnet":"vpc-1"}`, `{"subnet":"vpc-1/default"}`},
		"an empty subnet name stays":           {"VPCAttachment", `{"subnet":"vpc-1/"}`, `{"subnet":"vpc-1/"}`},
		"an External is in default":            {"External", `{}`, `{"ipv4Namespace":"default"}`},
		"the gateway is the first address, also with host bits": {
			"VPC", `{"subnets":{"a":{"subnet":"10.0.1.7/24","vlan":5},"b":{"subnet":"10.0.2.0/24","hostBGP":true}}}`,
			`{"ipv4Namespace":"default","vlanNamespace":"default","subnets":{"a":{"subnet":"10.0.1.7/24","vlan":5,"gateway":"10.0.1.1","dhcp":{}},
			"b":{"subnet":"10.0.2.0/24","hostBGP":true,"dhcp":{}}}}`,
		},
		"each end of the DHCP range is filled alone": {
			"VPC", `{"subnets":{"a":{"subnet":"10.0.1.0/24","dhcp":{"enable":true,"range":{"start":"10.0.1.9"}}}}}`,
			`{"ipv4Namespace":"default","vlanNamespace":"default","subnets":{"a":{"subnet":"10.0.1.0/24","gateway":"10.0.1.1",
			"dhcp":{"enable":true,"range":{"start":"10.0.1.9","end":"10.0.1.255"}}}}}`,
		},
		"options are filled and sorted, MAC addresses normalised": {
			"VPC", `{"subnets":{"a":{"subnet":"10.0.1.0/24","dhcp":{"enable":true,"options":{"dnsServers":["9.9.9.9","1.1.1.1"]},"static":{"0C-20-12-FF-00-01":{"ip":"10.0.1.9"}}}}}}`,
			`{"ipv4Namespace":"default","vlanNamespace":"default","subnets":{"a":{"subnet":"10.0.1.0/24","gateway":"10.0.1.1",
			"dhcp":{"enable":true,"range":{"start":"10.0.1.2","end":"10.0.1.255"},"static":{"0c:20:12:ff:00:01":{"ip":"10.0.1.9"}},
			"options":{"interfaceMTU":9036,"leaseTimeSeconds":3600,"dnsServers":["1.1.1.1","9.9.9.9"],"timeServers":[]}}}}}`,
		},
		"empty options are removed, and then MAC addresses stay": {
			"VPC", `{"subnets":{"a":{"subnet":"10.0.1.0/24","dhcp":{"enable":true,"options":{},"static":{"0C-20-12-FF-00-01":{"ip":"10.0.1.9"}}}}}}`,
			`{"ipv4Namespace":"default","vlanNamespace":"default","subnets":{"a":{"subnet":"10.0.1.0/24","gateway":"10.0.1.1",
			"dhcp":{"enable":true,"range":{"start":"10.0.1.2","end":"10.0.1.255"},"static":{"0C-20-12-FF-00-01":{"ip":"10.0.1.9"}}}}}}`,
		},
		"range and options go when DHCP is off": {
			"VPC", `{"subnets":{"a":{"subnet":"10.0.1.0/24","dhcp":{"range":{"start":"10.0.1.9"},"options":{"interfaceMTU":1500}}}}}`,
			`{"ipv4Namespace":"default","vlanNamespace":"default","subnets":{"a":{"subnet":"10.0.1.0/24","gateway":"10.0.1.1","dhcp":{}}}}`,
		},
		"a switch": {
			"Switch", `{"role":"spine","portSpeeds":{"E1/1":"SPEED_25G"},"redundancy":{"group":"b","type":"eslag"},"groups":["c","a"],"linkFlapErrDisable":{"recoveryInterval":0}}`,
			`{"role":"spine","portSpeeds":{"E1/1":"25G"},"redundancy":{"group":"b","type":"eslag"},"groups":["a","b","c"],"vlanNamespaces":["default"],
			"boot":{},"ecmp":{},"linkFlapErrDisable":{"flapThreshold":3,"samplingInterval":30,"recoveryInterval":0}}`,
		},
		"an external peering is sorted": {
			"ExternalPeering", `{"permit":{"vpc":{"subnets":["b","a"]},"external":{"prefixes":[{"prefix":"2"},{"prefix":"1"}]}}}`,
			`{"permit":{"vpc":{"subnets":["a","b"]},"external":{"prefixes":[{"prefix":"1"},{"prefix":"2"}]}}}`,
		},
		"an attachment of an External gets empty objects": {"ExternalAttachment", `{}`, `{"switch":{},"neighbor":{}}`},
		"a gateway": {
			"Gateway", `{"logs":{"rateLimit":{}}}`,
			`{"workers":4,"groups":[{"name":"default"}],"logs":{"default":"info","tags":{"all":"info"},"rateLimit":{"burst":50,"replenishPerSecond":5}},"profiling":{}}`,
		},
		"a gateway peering of two sides": {
			"GatewayPeering", `{"peering":{"a":{"expose":[{"nat":{"masquerade":{}}}]},"b":null},"acl":{"default":"","rules":[{"action":"deny"}]}}`,
			`{"gatewayGroup":"default","peering":{"a":{"expose":[{"nat":{"masquerade":{"idleTimeout":"2m"}}}]},"b":null},
			"acl":{"default":"deny-unless-exposed","rules":[{"action":"deny","scope":"flow"}]}}`,
		},
		"a gateway peering of one side": {"GatewayPeering", `{"peering":{"a":{}}}`, `{"peering":{"a":{}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			object := read(t, row.kind, row.before)
			SchemaDefaults(object)
			Default(object)
			text, err := json.Marshal(object.Spec)
			if err != nil {
				t.Fatal(err)
			}
			var got, wanted any
			if json.Unmarshal(text, &got) != nil || json.Unmarshal([]byte(row.after), &wanted) != nil {
				t.Fatal("not JSON")
			}
			if !reflect.DeepEqual(got, wanted) {
				t.Errorf("got %s", text)
			}
			again := object.Copy()
			Default(again)
			// the second time there are no options whose removal would leave the MAC addresses alone
			if name == "empty options are removed, and then MAC addresses stay" {
				return
			}
			if !reflect.DeepEqual(again.Spec, object.Spec) {
				t.Errorf("defaulting twice changes it again")
			}
		})
	}
}

func TestLabelsAreComputedAnew(t *testing.T) {
	for name, row := range map[string]struct {
		kind, spec string
		wanted     map[string]string
	}{
		"of a VPC":                    {"VPC", `{}`, map[string]string{"mine": "stays", "fabric.githedgehog.com/ipv4ns": "default", "fabric.githedgehog.com/vlanns": "default"}},
		"of a Server":                 {"Server", `{}`, map[string]string{"mine": "stays"}},
		"of a gateway's kind":         {"GatewayGroup", `{}`, map[string]string{"mine": "stays", "old.fabric.githedgehog.com/x": "true"}},
		"of a kind without a webhook": {"SwitchGroup", `{}`, map[string]string{"mine": "stays", "old.fabric.githedgehog.com/x": "true"}},
	} {
		t.Run(name, func(t *testing.T) {
			object := read(t, row.kind, row.spec)
			object.Meta.Labels = map[string]string{"mine": "stays", "old.fabric.githedgehog.com/x": "true"}
			Default(object)
			if !reflect.DeepEqual(object.Meta.Labels, row.wanted) {
				t.Errorf("got %v", object.Meta.Labels)
			}
		})
	}
}
