package generate

import "slices"

// allCases are the ways to violate each clause that can refuse something, in the order of the rules.
func allCases() []clauseCases {
	gateway := slices.Concat(gatewayCases(), gatewayPeeringCases())
	for index := range gateway {
		gateway[index].onlyGateway = true
	}
	return slices.Concat(allKindsCases(), namespaceCases(), vpcCases(), dhcpCases(), attachmentCases(), peeringCases(),
		externalCases(), aclCases(), connectionCases(), linkCases(), switchCases(), portCases(), gatewayEnabledCases(), gateway)
}

func create(make func(*fabric) o) edit { return func(f *fabric) { f.aimCreate(make(f)) } }

// set is an edit of a stored object: a value at a path below spec.
func set(kind, name string, value any, path ...string) edit {
	return func(f *fabric) { f.aimEdit(kind, name, value, path...) }
}

// remove is the deletion of a stored object.
func remove(kind, name string) edit { return func(f *fabric) { f.aimDelete(kind, name) } }
