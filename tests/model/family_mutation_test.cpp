// SPDX-License-Identifier: GPL-3.0-or-later
// No key of a config is passed over in silence: every field of every family's config is changed, and the change must
// show in the logits, in what the config tells the rest of the program, or as a refusal. Keys that may change nothing
// are named here one by one.
#include "core/base/messages.h"
#include "tests/model/model_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <optional>
#include <set>

using namespace timbre;
using namespace timbre::testing;

namespace {

/// Bookkeeping, sampling defaults, storage, dropout of the pre-training, and switches between equal algorithms.
const std::set<std::string> kInert = {"transformers_version",
                                      "use_cache",
                                      "_name_or_path",
                                      "tokenizer_class",
                                      "auto_map",
                                      "attn_implementation",
                                      "use_flash_attn",
                                      "cache_implementation",
                                      "pretraining_tp",
                                      "n_ctx",
                                      "summary_type",
                                      "attn_pdrop",
                                      "embd_pdrop",
                                      "resid_pdrop",
                                      "bf16",
                                      "fp16",
                                      "fp32",
                                      "onnx_safe",
                                      "original_rope",
                                      "bias_dropout_fusion",
                                      "attention_softmax_in_fp32",
                                      "apply_query_key_layer_scaling",
                                      "is_llama_config",
                                      "vision_config",
                                      "image_token_index"};

/// Keys that another key of the same config switches off.
const std::set<std::string> kSwitchedOff = {
    "qwen2/sliding_window",                // use_sliding_window is false
    "qwen2/max_window_layers",             //
    "qwen3/sliding_window",                //
    "qwen3/max_window_layers",             //
    "qwen3/use_sliding_window",            // sliding_window is null
    "llama_yarn/max_position_embeddings",  // original_max_position_embeddings times factor is more
    "qwen2_yarn/max_position_embeddings",  //
    "qwen3_yarn_new_keys/max_position_embeddings",
    "qwen_early/seq_length",                  // neither stretched nor scaled, and n_positions is more
    "phi3/original_max_position_embeddings",  // no scaling
    "phi3_partial/sliding_window"};           // longer than the text

std::vector<base::Json> mutations(const base::Json& value) {
  if (value.is_boolean()) return {!value.get<bool>(), "other"};
  if (value.is_number_integer()) return {value.get<std::int64_t>() + 1, value.get<std::int64_t>() * 2 + 4, "other"};
  if (value.is_number()) return {value.get<double>() * 1.5 + 0.1, "other"};
  if (value.is_string()) return {"other", 7};
  if (value.is_null()) return {7, true, "other"};
  if (value.is_array()) return {base::Json::array(), 7};
  return {7, base::Json{{"other", 7}}};
}

struct Mutant {
  std::string key;  // "rope_scaling.factor"
  base::Json config;
};

void collect(const base::Json& root, const base::Json::json_pointer& at, const std::string& name,
             std::vector<Mutant>& out) {
  const base::Json& value = root[at];
  if (value.is_structured())
    for (const auto& [key, inner] : value.items())
      collect(root, at / base::Json::json_pointer("/" + key), name.empty() ? key : name + "." + key, out);
  if (name.empty()) return;
  for (base::Json& changed : mutations(value)) {
    base::Json copy = root;
    copy[at] = std::move(changed);
    out.push_back({name, std::move(copy)});
  }
}

/// What the config tells others than the decoder.
bool toldElsewhere(const model::ModelConfig& a, const model::ModelConfig& b) {
  return a.maxPositions != b.maxPositions || a.bosId != b.bosId || a.padId != b.padId || a.eosIds != b.eosIds ||
         a.dtype != b.dtype || a.initializerRange != b.initializerRange;
}

/// Logits of a text within and of one past the original context.
at::Tensor output(const model::ModelConfig& config) {
  auto decoder = model::Decoder::random(config, 1);
  fillByFormula(*decoder);
  std::vector<std::int64_t> ids;
  for (std::int64_t i = 0; i < 40; ++i) ids.push_back((i * 31 + 7) % 48);
  return at::cat({logitsOf(*decoder, ids), logitsOf(*decoder, {ids.begin(), ids.begin() + 12})}, 0);
}

}  // namespace

class FamilyMutationTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyFieldCounts_data() {
    QTest::addColumn<QString>("name");
    const QDir folder(QString::fromStdString((sourceFolder() / "tests/model/goldens/families").string()));
    for (const QString& file : folder.entryList({"*.json"}, QDir::Files, QDir::Name))
      QTest::newRow(qPrintable(file.chopped(5))) << file.chopped(5);
    for (const char* own : {"qwen", "qwen_early", "internlm2", "chatglm"}) QTest::newRow(own) << own;
  }

  void everyFieldCounts() {
    QFETCH(QString, name);
    const auto folder = sourceFolder() / "tests/model/goldens";
    const auto own = base::parseJson(readFile(folder / "own_code_configs.json")).value();
    const base::Json* found = base::member(own, name.toStdString());
    const base::Json json =
        found ? *found
              : base::parseJson(readFile(folder / "families" / (name.toStdString() + ".json"))).value()["config"];
    const auto config = model::parseConfig(json, "config.json");
    TIMBRE_OK(config);
    const at::Tensor expected = output(*config);
    std::vector<Mutant> mutants;
    collect(json, base::Json::json_pointer(), "", mutants);
    QVERIFY(mutants.size() > 20);
    int refused = 0, changed = 0;
    for (const Mutant& mutant : mutants) {
      const std::string top = mutant.key.substr(0, mutant.key.find('.'));
      const auto parsed = model::parseConfig(mutant.config, "config.json");
      if (!parsed.ok()) {
        QVERIFY2(base::findMessage(parsed.error().code), parsed.error().code.c_str());
        ++refused;
        continue;
      }
      if (kInert.contains(top) || kSwitchedOff.contains(name.toStdString() + "/" + top)) continue;
      if (toldElsewhere(*config, *parsed)) continue;
      const at::Tensor actual = output(*parsed);
      QVERIFY2(
          actual.sizes() != expected.sizes() || !at::equal(actual, expected),
          qPrintable(QString("%1 changes nothing: %2").arg(mutant.key.c_str(), base::dumpJson(mutant.config).c_str())));
      ++changed;
    }
    qInfo("%d mutants: %d refused, %d change the logits", int(mutants.size()), refused, changed);
    QVERIFY(refused > 5 && changed > 3);
  }

  void keysThatNobodyKnows_data() {
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("taken");
    const auto row = [](const char* key, const char* value, bool taken) {
      QTest::newRow(key) << QByteArray(key) << QByteArray(value) << taken;
    };
    row("rope_interleaved", "false", true);
    row("rope_interleaved_pairs", "true", false);
    row("attention_multiplier", "0.2", false);
    row("residual_multiplier", "0.5", false);
    row("logit_scale", "0.1", false);
    row("num_local_experts", "8", false);
    row("use_alibi", "true", false);
    row("qk_layernorm", "true", false);
    row("unsloth_fixed", "true", true);
    row("transformers.js_config", R"({"dtype":"q4"})", true);
    row("pruned_heads", "{}", true);
    row("sep_token_id", "5", true);
  }

  void keysThatNobodyKnows() {
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(bool, taken);
    base::Json json =
        base::parseJson(readFile(sourceFolder() / "tests/model/goldens/families/llama2.json")).value()["config"];
    json[key.toStdString()] = base::parseJson(value.toStdString()).value();
    const auto parsed = model::parseConfig(json, "config.json");
    QCOMPARE(parsed.ok(), taken);
    if (!taken) QCOMPARE(parsed.error().args.at("what"), key.toStdString());
  }
};

QTEST_GUILESS_MAIN(FamilyMutationTest)
#include "family_mutation_test.moc"
