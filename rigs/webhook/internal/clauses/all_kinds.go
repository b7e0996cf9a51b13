package clauses

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"hedgerow.rigs/webhook/internal/hedgehog"
)

var (
	subdomain = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
	labelForm = regexp.MustCompile(`^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$`)
)

// The longest name and the longest label value, or name part of a label key, that Kubernetes takes.
const (
	longestName  = 253
	longestLabel = 63
)

// The kinds that meta-label-length lists. Labels of the others are made of names that cannot be too long.
var kindsWithNamesInLabels = []string{"VPC", "VPCAttachment", "ExternalAttachment", "Switch", "Connection"}

// checkAllKinds: section "All kinds" of the rules. The range of integers is checked by reading (ReadRefusal).
func (c *check) checkAllKinds() {
	if len(c.name) > longestName || !subdomain.MatchString(c.name) {
		c.refuse("meta-name", "name %q is not a lower-case RFC 1123 subdomain of at most %d characters", c.name, longestName)
	}
	if c.Object.Meta.Namespace != "default" {
		if c.Object.Kind.Admitted {
			c.refuse("meta-namespace", "namespace %q is not default", c.Object.Meta.Namespace)
		} else {
			c.warn("meta-namespace")
		}
	}
	var labels map[string]string
	if slices.Contains(kindsWithNamesInLabels, c.Object.Kind.Name) {
		labels = computedLabels(c.Object)
	}
	if c.Object.Kind.Name == "Connection" {
		delete(labels, fabricLabels+"vpc") // of a Connection only the names of switches and servers are listed
	}
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		_, name, _ := strings.Cut(key, "/")
		for _, part := range []string{name, labels[key]} {
			if part != "" && (len(part) > longestLabel || !labelForm.MatchString(part)) {
				c.refuse("meta-label-length", "%q becomes the label %s: it is longer than %d characters or not of that form",
					part, key, longestLabel)
			}
		}
	}
	if c.Written != nil && len(c.Written.Unknown) > 0 {
		c.warn("meta-unknown-field")
	}
}

// ReadRefusal is the refusal of an object that cannot be read; its clause is empty where the rules have none.
func ReadRefusal(err error) Refusal {
	if _, outside := err.(*hedgehog.RangeError); outside {
		return Refusal{"meta-integer-range", err.Error()}
	}
	return Refusal{"", err.Error()}
}
