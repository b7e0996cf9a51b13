//! The lists of Kubernetes' own kinds, as their published schemas declare them
//! (`x-kubernetes-list-type` and its keys, release 1.37).
//!
//! Here stand those with keys and the sets. Every other list of these kinds is one value: the published
//! schemas call it atomic.

use super::{Row, Table};

const NAME: Row = Row::Keyed(&["name"]);

/// Of one container. A port whose protocol is left out is one of TCP.
const CONTAINER: Table = &[
    ("env", NAME),
    ("ports", Row::Keyed(&["containerPort", "protocol=TCP"])),
    ("resources.claims", NAME),
    ("restartPolicyRules.[].exitCodes.values", Row::Set),
    ("volumeDevices", Row::Keyed(&["devicePath"])),
    ("volumeMounts", Row::Keyed(&["mountPath"])),
];

/// Of the spec of a pod.
const POD: Table = &[
    ("containers", NAME),
    ("ephemeralContainers", NAME),
    ("hostAliases", Row::Keyed(&["ip"])),
    ("imagePullSecrets", NAME),
    ("initContainers", NAME),
    ("resourceClaims", NAME),
    ("resources.claims", NAME),
    ("schedulingGates", NAME),
    ("topologySpreadConstraints", Row::Keyed(&["topologyKey", "whenUnsatisfiable"])),
    ("volumes", NAME),
];

const CONTAINERS: [&str; 3] = ["containers.[]", "initContainers.[]", "ephemeralContainers.[]"];

const SERVICE: Table = &[("spec.ports", Row::Keyed(&["port", "protocol=TCP"]))];
const SERVICE_ACCOUNT: Table = &[("secrets", NAME)];
const NODE: Table = &[("spec.podCIDRs", Row::Set)];
const ENDPOINT_SLICE: Table = &[("endpoints.[].addresses", Row::Set)];
const WEBHOOKS: Table = &[("webhooks", NAME), ("webhooks.[].matchConditions", NAME)];
const ADMISSION_POLICY: Table = &[("spec.matchConditions", NAME), ("spec.variables", NAME)];
const ADMISSION_BINDING: Table = &[("spec.validationActions", Row::Set)];
const CSI_DRIVER: Table = &[("spec.volumeLifecycleModes", Row::Set)];
const CSI_NODE: Table = &[("spec.drivers", NAME)];
const JOB: Table = &[("podFailurePolicy.rules.[].onExitCodes.values", Row::Set)];
const FLOW_SCHEMA: Table = &[
    ("spec.rules.[].nonResourceRules.[].nonResourceURLs", Row::Set),
    ("spec.rules.[].nonResourceRules.[].verbs", Row::Set),
    ("spec.rules.[].resourceRules.[].apiGroups", Row::Set),
    ("spec.rules.[].resourceRules.[].namespaces", Row::Set),
    ("spec.rules.[].resourceRules.[].resources", Row::Set),
    ("spec.rules.[].resourceRules.[].verbs", Row::Set),
];

/// The kinds, by group. What follows a kind: where the spec of a pod is in it.
const KINDS: &[(&str, &[(&str, &str)])] = &[
    (
        "",
        &[
            ("ConfigMap", ""),
            ("Endpoints", ""),
            ("Event", ""),
            ("LimitRange", ""),
            ("Namespace", ""),
            ("Node", ""),
            ("PersistentVolume", ""),
            ("PersistentVolumeClaim", ""),
            ("Pod", "spec"),
            ("PodTemplate", "template.spec"),
            ("ReplicationController", "spec.template.spec"),
            ("ResourceQuota", ""),
            ("Secret", ""),
            ("Service", ""),
            ("ServiceAccount", ""),
        ],
    ),
    (
        "admissionregistration.k8s.io",
        &[
            ("MutatingAdmissionPolicy", ""),
            ("MutatingAdmissionPolicyBinding", ""),
            ("MutatingWebhookConfiguration", ""),
            ("ValidatingAdmissionPolicy", ""),
            ("ValidatingAdmissionPolicyBinding", ""),
            ("ValidatingWebhookConfiguration", ""),
        ],
    ),
    (
        "apps",
        &[
            ("ControllerRevision", ""),
            ("DaemonSet", "spec.template.spec"),
            ("Deployment", "spec.template.spec"),
            ("ReplicaSet", "spec.template.spec"),
            ("StatefulSet", "spec.template.spec"),
        ],
    ),
    ("autoscaling", &[("HorizontalPodAutoscaler", "")]),
    ("batch", &[("CronJob", "spec.jobTemplate.spec.template.spec"), ("Job", "spec.template.spec")]),
    ("certificates.k8s.io", &[("CertificateSigningRequest", ""), ("ClusterTrustBundle", "")]),
    ("coordination.k8s.io", &[("Lease", "")]),
    ("discovery.k8s.io", &[("EndpointSlice", "")]),
    ("events.k8s.io", &[("Event", "")]),
    ("flowcontrol.apiserver.k8s.io", &[("FlowSchema", ""), ("PriorityLevelConfiguration", "")]),
    (
        "networking.k8s.io",
        &[
            ("IPAddress", ""),
            ("Ingress", ""),
            ("IngressClass", ""),
            ("NetworkPolicy", ""),
            ("ServiceCIDR", ""),
        ],
    ),
    ("node.k8s.io", &[("RuntimeClass", "")]),
    ("policy", &[("PodDisruptionBudget", "")]),
    (
        "rbac.authorization.k8s.io",
        &[("ClusterRole", ""), ("ClusterRoleBinding", ""), ("Role", ""), ("RoleBinding", "")],
    ),
    ("scheduling.k8s.io", &[("PriorityClass", "")]),
    (
        "storage.k8s.io",
        &[
            ("CSIDriver", ""),
            ("CSINode", ""),
            ("CSIStorageCapacity", ""),
            ("StorageClass", ""),
            ("VolumeAttachment", ""),
            ("VolumeAttributesClass", ""),
        ],
    ),
];

/// The tables of a kind, each with the path below which it counts; `None` where this is none of
/// Kubernetes' own.
pub(super) fn tables(group: &str, kind: &str) -> Option<Vec<(String, Table)>> {
    let (_, kinds) = KINDS.iter().find(|(known, _)| *known == group)?;
    let (_, pod) = kinds.iter().find(|(known, _)| *known == kind)?;
    let own: Table = match kind {
        "Service" => SERVICE,
        "ServiceAccount" => SERVICE_ACCOUNT,
        "Node" => NODE,
        "EndpointSlice" => ENDPOINT_SLICE,
        "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration" => WEBHOOKS,
        "MutatingAdmissionPolicy" | "ValidatingAdmissionPolicy" => ADMISSION_POLICY,
        "ValidatingAdmissionPolicyBinding" => ADMISSION_BINDING,
        "CSIDriver" => CSI_DRIVER,
        "CSINode" => CSI_NODE,
        "FlowSchema" => FLOW_SCHEMA,
        _ => &[],
    };
    let mut tables = vec![(String::new(), own)];
    match kind {
        "Job" => tables.push(("spec".to_owned(), JOB)),
        "CronJob" => tables.push(("spec.jobTemplate.spec".to_owned(), JOB)),
        _ => {}
    }
    if !pod.is_empty() {
        tables.push(((*pod).to_owned(), POD));
        tables.extend(CONTAINERS.map(|list| (format!("{pod}.{list}"), CONTAINER)));
        if let Some(template) = pod.strip_suffix(".spec") {
            tables.push((template.to_owned(), super::METADATA));
        }
    }
    Some(tables)
}
