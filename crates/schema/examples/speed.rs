//! Measures validation: `cargo run --release -p hedgerow-schema --example speed`.

#![expect(clippy::print_stdout, reason = "a program whose purpose is to print")]

use std::error::Error;
use std::time::Instant;

use hedgerow_model::ClusterKind;
use hedgerow_schema::{Catalogue, references};
use hedgerow_yaml::read_value;

const VPC: &str = "
apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata: {name: vpc-1, namespace: default, labels: {tier: web}, annotations: {note: x}}
spec:
  ipv4Namespace: default
  vlanNamespace: default
  subnets:
    web: {subnet: 10.0.1.0/24, gateway: 10.0.1.1, vlan: 1001, dhcp: {enable: true, range: {start: 10.0.1.10, end: 10.0.1.99}, options: {leaseTimeSeconds: 3600, interfaceMTU: 9036, dnsServers: [1.1.1.1, 8.8.8.8]}}}
    app: {subnet: 10.0.2.0/24, gateway: 10.0.2.1, vlan: 1002, isolated: true}
    db: {subnet: 10.0.3.0/24, gateway: 10.0.3.1, vlan: 1003, restricted: true}
  permit: [[web, app], [app, db]]
";

const CONNECTION: &str = "
apiVersion: wiring.githedgehog.com/v1beta1
kind: Connection
metadata: {name: spine-1--fabric--leaf-1, namespace: default}
spec:
  fabric:
    links:
    - {spine: {port: spine-1/E1/1, ip: 172.30.128.0/31}, leaf: {port: leaf-1/E1/49, ip: 172.30.128.1/31}}
    - {spine: {port: spine-1/E1/2, ip: 172.30.128.2/31}, leaf: {port: leaf-1/E1/50, ip: 172.30.128.3/31}}
";

const SWITCH: &str = "
apiVersion: wiring.githedgehog.com/v1beta1
kind: Switch
metadata: {name: leaf-1, namespace: default}
spec: {role: server-leaf, asn: 65101, ip: 172.30.0.8/21, profile: model-1, groups: [eslag-1], redundancy: {group: eslag-1, type: eslag}, vlanNamespaces: [default], portBreakouts: {E1/55: 4x25G}}
";

const ROUNDS: u32 = 100_000;

/// A definition with three rules.
const GADGET: &str = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.net
  names: {kind: Gadget, plural: gadgets}
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            x-kubernetes-validations:
            - {rule: self.min <= self.max}
            - {rule: 'self.ports.all(a, self.ports.exists_one(b, a.name == b.name))'}
            - {rule: 'self.ports.all(p, p.name.matches(\"^[a-z0-9-]+$\"))'}
            properties:
              min: {type: integer}
              max: {type: integer}
              ports: {type: array, items: {type: object, properties: {name: {type: string}, port: {type: integer}}}}
";

fn gadget(n: u32) -> String {
    format!(
        "apiVersion: example.net/v1\nkind: Gadget\nmetadata: {{name: g}}\nspec: {{min: {n}, max: 100000, ports: [{{name: \
         http, port: 80}}, {{name: https, port: 443}}, {{name: metrics, port: 9090}}]}}\n"
    )
}

/// What rules of a definition cost: of objects that were never seen, and of one that was.
fn rules() -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let (catalogue, problems) = Catalogue::with_crds(&[("g.yaml".to_owned(), GADGET.to_owned())]);
    println!("a definition with 3 rules: {:?} {problems:?}", start.elapsed());
    let objects: Result<Vec<_>, _> = (0..10_000).map(|n| read_value(&gadget(n))).collect();
    let objects = objects.map_err(|error| error.to_string())?;
    for what in ["3 rules, new objects", "3 rules, known objects"] {
        let start = Instant::now();
        let valid = objects.iter().filter(|object| catalogue.validate(object).is_valid()).count();
        let each = start.elapsed().as_nanos() as f64 / 1e3 / objects.len() as f64;
        println!("Gadget: {what}: {each:.2} us each, {valid} valid");
    }
    Ok(())
}

/// What a catalogue of the definitions of a cluster costs: those of the built-in kinds, as forty.
fn of_cluster() {
    let builtin = Catalogue::builtin();
    let described: Vec<_> = builtin.kinds().filter(|kind| kind.has_schema).collect();
    let told = |(at, info): (usize, &&hedgerow_schema::KindInfo)| {
        let mut kind = info.group_kind.clone();
        let mut definition = builtin.definition(&kind)?;
        kind.group = format!("g{at}.example.net");
        definition["spec"]["group"] = kind.group.clone().into();
        Some(ClusterKind {
            kind,
            plural: info.plural.clone(),
            versions: info.versions.clone(),
            definition: Some(definition.to_string()),
            problem: None,
            since: 0,
            told_at: 0,
        })
    };
    let kinds: Vec<ClusterKind> =
        described.iter().cycle().take(40).enumerate().filter_map(told).collect();
    let bytes: usize =
        kinds.iter().filter_map(|kind| kind.definition.as_ref()).map(String::len).sum();
    let start = Instant::now();
    let catalogue = Catalogue::in_cluster_of(&[], "lab", &kinds);
    let (took, count) = (start.elapsed(), catalogue.kinds().count());
    println!(
        "{} definitions of a cluster, {} kB: {took:?}, {count} kinds",
        kinds.len(),
        bytes / 1000
    );
}

fn main() -> Result<(), Box<dyn Error>> {
    of_cluster();
    let start = Instant::now();
    let catalogue = Catalogue::builtin();
    println!("built-in catalogue: {:?}", start.elapsed());
    for (name, text) in [("VPC", VPC), ("Connection", CONNECTION), ("Switch", SWITCH)] {
        let object = read_value(text).map_err(|error| error.to_string())?;
        let first = catalogue.validate(&object);
        if !first.is_valid() {
            return Err(format!("{name} is not valid: {first:?}").into());
        }
        let measure = |what: &str, work: &dyn Fn()| {
            let start = Instant::now();
            for _ in 0..ROUNDS {
                work();
            }
            println!("{name}: {what} {:.2} us", (start.elapsed() / ROUNDS).as_nanos() as f64 / 1e3);
        };
        measure("validate", &|| {
            std::hint::black_box(catalogue.validate(std::hint::black_box(&object)));
        });
        measure("references", &|| {
            std::hint::black_box(references(std::hint::black_box(&object)));
        });
        measure("defaults", &|| {
            std::hint::black_box(catalogue.with_defaults(std::hint::black_box(&object)));
        });
    }
    rules()
}
