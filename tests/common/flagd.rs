//! A flag file as others judge it: the evaluator of flagd's own project, and the schema that it publishes.
//!
//! The evaluator parses the file and computes the targeting. What is left is done here as flagd's own providers do it:
//! no targeting and a targeting that yields null give the default variant, a disabled flag gives nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

use flagd_evaluation_engine::{FeatureFlag, FlagParser, Operator};
use open_feature::{EvaluationContext, EvaluationContextFieldValue, StructValue};
use serde_json::Value;

/// A reader that has loaded a flag file.
pub struct Reader {
    flags: HashMap<String, FeatureFlag>,
    operator: Operator,
}

impl Reader {
    pub fn load(text: &str) -> Result<Self, String> {
        let flags = FlagParser::parse_string(text).map_err(|error| error.to_string())?.flags;
        Ok(Self { flags, operator: Operator::new() })
    }

    /// The variant and its value, by the machine's clock.
    pub fn resolve(&self, flag: &str) -> Result<(String, Value), String> {
        self.evaluate(flag, &EvaluationContext::default())
    }

    /// The same, by a clock that shows `seconds`. The evaluator lets the context say what `$flagd` is.
    pub fn resolve_at(&self, flag: &str, seconds: i64) -> Result<(String, Value), String> {
        let clock = StructValue::default().with_field("timestamp", seconds).with_field("flagKey", flag);
        self.resolve_with(flag, clock)
    }

    /// The same, by an evaluator that has no clock at all.
    #[allow(dead_code, reason = "the tests of the text itself ask for it")]
    pub fn resolve_without_clock(&self, flag: &str) -> Result<(String, Value), String> {
        self.resolve_with(flag, StructValue::default().with_field("flagKey", flag))
    }

    fn resolve_with(&self, flag: &str, clock: StructValue) -> Result<(String, Value), String> {
        let clock = EvaluationContextFieldValue::new_struct(clock);
        self.evaluate(flag, &EvaluationContext::default().with_custom_field("$flagd", clock))
    }

    fn evaluate(&self, name: &str, context: &EvaluationContext) -> Result<(String, Value), String> {
        let flag = self.flags.get(name).filter(|flag| flag.state == "ENABLED").ok_or("no such flag")?;
        let targeting = flag.get_targeting();
        let targeted = match targeting.as_str() {
            "{}" => None,
            rule => self.operator.apply(name, rule, context).map_err(|error| error.to_string())?,
        };
        let variant = targeted.unwrap_or_else(|| flag.default_variant.clone());
        let value = flag.variants.get(&variant).ok_or_else(|| format!("no variant {variant}"))?.clone();
        Ok((variant, value))
    }
}

/// Holds `file` against the schema that flagd publishes; the first violation is the error.
pub fn check_schema(file: &Value) -> Result<(), String> {
    static PUBLISHED: LazyLock<[Value; 2]> = LazyLock::new(|| {
        let texts = [
            include_str!("../../schemas/vendor/flagd/flags.json"),
            include_str!("../../schemas/vendor/flagd/targeting.json"),
        ];
        texts.map(|text| serde_json::from_str(text).unwrap())
    });
    let [flags, targeting] = &*PUBLISHED;
    let registry = jsonschema::Registry::new().add(targeting["$id"].as_str().unwrap(), targeting).unwrap();
    let registry = registry.prepare().unwrap();
    let base = flags["$id"].as_str().unwrap();
    let validator = jsonschema::options().with_base_uri(base).with_registry(&registry).build(flags).unwrap();
    validator.validate(file).map_err(|error| format!("{} at {}", error, error.instance_path()))
}
