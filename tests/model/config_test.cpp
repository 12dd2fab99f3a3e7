// SPDX-License-Identifier: GPL-3.0-or-later
// config.json: old and new spellings, what is refused by name, and the limits of attack A11.
#include "core/model/config.h"
#include "core/base/messages.h"
#include "tests/support/test_support.h"

using namespace timbre;

namespace {

base::Json plain() {
  return base::parseJson(
             R"({"architectures":["LlamaForCausalLM"],"model_type":"llama","hidden_size":64,"intermediate_size":172,
    "num_hidden_layers":5,"num_attention_heads":8,"num_key_value_heads":4,"vocab_size":512,"max_position_embeddings":512,
    "rms_norm_eps":1e-05,"hidden_act":"silu","tie_word_embeddings":true,"bos_token_id":1,"eos_token_id":2,"torch_dtype":"float32"})")
      .value();
}

model::ModelConfig parsed(const base::Json& json) {
  auto config = model::parseConfig(json, "config.json");
  if (!config.ok()) qWarning("%s", base::errorSentence(config.error()).c_str());
  return config.ok() ? *config : model::ModelConfig{};
}

}  // namespace

class ConfigTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void valuesAndDefaults() {
    const auto config = parsed(plain());
    QCOMPARE(config.family, std::string("llama"));
    QCOMPARE(config.headDim, std::int64_t(8));
    QCOMPARE(config.rope.theta, 10000.0);
    QVERIFY(config.rope.kind == model::RopeKind::Plain);
    QCOMPARE(config.eosIds, std::vector<std::int64_t>{2});
    QCOMPARE(config.bosId, std::optional<std::int64_t>(1));
    QVERIFY(!config.padId);
    QCOMPARE(config.dtype, std::string("float32"));
    QVERIFY(!config.qkvBias && !config.outBias && !config.upBias && !config.downBias && config.tieEmbeddings);
    // 512·64 + 5·(64·64 + 2·64·32 + 64·64 + 3·64·172 + 2·64) + 64
    QCOMPARE(config.parameterCount(), std::uint64_t(32768 + 5 * (4096 + 4096 + 4096 + 33024 + 128) + 64));
    base::Json sparse = plain();
    for (const char* key : {"architectures", "num_key_value_heads", "vocab_size", "max_position_embeddings",
                            "rms_norm_eps", "hidden_act", "tie_word_embeddings"})
      sparse.erase(key);
    const auto defaults = parsed(sparse);
    QCOMPARE(defaults.architecture, std::string("LlamaForCausalLM"));
    QCOMPARE(defaults.kvHeads, defaults.heads);
    QCOMPARE(defaults.vocabSize, std::int64_t(32000));
    QCOMPARE(defaults.maxPositions, std::int64_t(2048));
    QCOMPARE(defaults.normEps, 1e-6);
    QVERIFY(!defaults.tieEmbeddings);
  }

  void ropeSpellings() {
    base::Json json = plain();
    json["rope_theta"] = 500000;
    json["rope_scaling"] = {{"type", "linear"}, {"factor", 4.0}};
    auto config = parsed(json);
    QCOMPARE(config.rope.theta, 500000.0);
    QVERIFY(config.rope.kind == model::RopeKind::Linear);
    QCOMPARE(config.maxPositions, std::int64_t(2048));  // 512 as trained, four times as many when stretched
    json.erase("rope_scaling");
    json["rope_parameters"] = {
        {"rope_type", "llama3"}, {"rope_theta", 1e6}, {"factor", 8}, {"low_freq_factor", 1}, {"high_freq_factor", 4}};
    config = parsed(json);
    QCOMPARE(config.rope.theta, 1e6);
    QCOMPARE(config.rope.original, std::int64_t(512));  // absent: max_position_embeddings
    json["rope_parameters"]["original_max_position_embeddings"] = 64;
    QCOMPARE(parsed(json).rope.original, std::int64_t(64));
    json["original_max_position_embeddings"] = 32;  // the top level wins
    QCOMPARE(parsed(json).rope.original, std::int64_t(32));
    json["rope_parameters"] = {{"rope_type", "default"}, {"rope_theta", 7}};
    QVERIFY(parsed(json).rope.kind == model::RopeKind::Plain);
  }

  void eosFromGenerationConfigWins() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "config.json", base::dumpJson(plain()));
    auto config = model::readConfig(folder.path());
    TIMBRE_OK(config);
    QCOMPARE(config->eosIds, std::vector<std::int64_t>{2});
    testing::writeFile(folder.path() / "generation_config.json", R"({"eos_token_id":[3,5,-1,9999],"pad_token_id":0})");
    config = model::readConfig(folder.path());
    TIMBRE_OK(config);
    QCOMPARE(config->eosIds, (std::vector<std::int64_t>{3, 5}));
    QCOMPARE(config->padId, std::optional<std::int64_t>(0));
    testing::writeFile(folder.path() / "generation_config.json", "{");
    QCOMPARE(model::readConfig(folder.path()).error().code, std::string("json.syntax"));
  }

  void refusals_data() {
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* key, const char* value, const char* code) {
      QTest::newRow(qPrintable(QString("%1 = %2").arg(key, QString(value).left(40))))
          << QByteArray(key) << QByteArray(value) << QString(code);
    };
    row("architectures", R"(["QWenLMHeadModel"])", "model.unsupported");  // model_type says llama
    row("architectures", R"(["BaichuanForCausalLM"])", "model.unknown_family");
    row("architectures", R"(["LlamaForSequenceClassification"])", "model.unknown_family");
    row("architectures", "[]", "model.config_type");
    row("architectures", "7", "model.config_type");
    row("model_type", R"("mistral")", "model.unsupported");
    row("auto_map", R"({"AutoModel":"modeling.X"})", "model.remote_code");
    row("quantization_config", R"({"quant_method":"gptq"})", "model.quantised");
    row("activation", R"("geglu")", "model.unsupported");
    row("dual_chunk_attention_config", R"({"chunk_size":64})", "model.unsupported");  // Qwen2's only
    row("hidden_act", R"("quick_gelu")", "model.unsupported");
    row("sliding_window", "64", "model.unsupported");
    row("attn_logit_softcapping", "50.0", "model.unsupported");
    row("rope_interleaved", "true", "model.unsupported");
    row("is_causal", "false", "model.unsupported");
    row("partial_rotary_factor", "0.5", "model.unsupported");
    row("attention_dropout", "0.1", "model.unsupported");
    row("rope_scaling", R"({"rope_type":"proportional","factor":4})", "model.unsupported");
    row("rope_scaling", R"({"type":"su","factor":4})", "model.unsupported");
    row("rope_scaling", R"({"type":"linear","factor":4,"attention_factor":2})", "model.unsupported");
    row("rope_scaling", R"({"type":"longrope","short_factor":[1],"long_factor":[1,1,1,1]})", "model.config_type");
    row("rope_scaling", R"({"type":"linear"})", "model.config_missing");
    row("rope_scaling", R"({"type":"linear","factor":0})", "model.config_range");
    row("rope_scaling", R"({"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4})",
        "model.config_conflict");
    row("rope_scaling", "[]", "model.config_type");
    row("hidden_size", "1000000000", "model.config_range");
    row("hidden_size", "-64", "model.config_range");
    row("hidden_size", "18446744073709551615", "model.config_type");
    row("hidden_size", "64.5", "model.config_type");
    row("hidden_size", "null", "model.config_missing");
    row("hidden_size", "63", "model.config_conflict");
    row("hidden_size", "72", "model.config_conflict");  // an odd head_dim of 9
    row("num_attention_heads", "0", "model.config_range");
    row("num_attention_heads", "6", "model.config_conflict");
    row("num_key_value_heads", "3", "model.config_conflict");
    row("num_key_value_heads", "0", "model.config_range");
    row("head_dim", "7", "model.config_conflict");
    row("head_dim", "1000000", "model.config_range");
    row("num_hidden_layers", "1000000", "model.config_range");
    row("intermediate_size", "0", "model.config_range");
    row("vocab_size", "4294967296", "model.config_range");
    row("max_position_embeddings", "0", "model.config_range");
    row("rms_norm_eps", "-1", "model.config_range");
    row("rms_norm_eps", R"("1e-5")", "model.config_type");
    row("rope_theta", "0", "model.config_range");
    row("tie_word_embeddings", "1", "model.config_type");
  }

  void refusals() {
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(QString, code);
    base::Json json = plain();
    json[key.toStdString()] = base::parseJson(value.toStdString()).value();
    const auto config = model::parseConfig(json, "config.json");
    QVERIFY(!config.ok());
    QCOMPARE(QString::fromStdString(config.error().code), code);
    QVERIFY(base::findMessage(config.error().code));
    QVERIFY(base::errorSentence(config.error()).find('{') == std::string::npos);
  }

  void whatSaysNothingNewIsNoRefusal() {
    base::Json json = plain();
    json["auto_map"] = base::Json::object();
    json["activation"] = "swiglu";  // Falcon 3
    QVERIFY(parsed(json).activation == model::Activation::Silu);
  }

  void aContextEndsWhereOthersAttendInChunks() {
    base::Json json = plain();
    json["architectures"] = {"Qwen2ForCausalLM"};
    json["model_type"] = "qwen2";
    json["max_position_embeddings"] = 1010000;
    json["dual_chunk_attention_config"] = {
        {"chunk_size", 262144}, {"local_size", 8192}, {"original_max_position_embeddings", 262144}};
    QCOMPARE(parsed(json).maxPositions, std::int64_t(262144));
    json["dual_chunk_attention_config"]["sparse_attention_config"] = {{"0", 1}};
    QCOMPARE(model::parseConfig(json, "config.json").error().code, std::string("model.unsupported"));
    json["dual_chunk_attention_config"] = {{"chunk_size", 262144}};
    QCOMPARE(model::parseConfig(json, "config.json").error().code, std::string("model.config_missing"));
  }

  void theFirstChatGlmIsAnotherModel() {
    const base::Json json{
        {"architectures", {"ChatGLMModel"}}, {"model_type", "chatglm"}, {"hidden_size", 4096},
        {"inner_hidden_size", 16384},        {"num_layers", 28},        {"position_encoding_2d", true}};
    const auto config = model::parseConfig(json, "config.json");
    QCOMPARE(config.error().code, std::string("model.unknown_family"));
    QVERIFY(base::errorSentence(config.error()).find("position_encoding_2d") != std::string::npos);
  }

  /// The keys that the published 4B folder has; what is missing is the class's default.
  void aModelWithPicturesHoldsADecoder() {
    const base::Json json =
        base::parseJson(R"({"architectures":["Gemma3ForConditionalGeneration"],"model_type":"gemma3",
      "boi_token_index":255999,"eoi_token_index":256000,"image_token_index":262144,"mm_tokens_per_image":256,
      "eos_token_id":[1,106],"initializer_range":0.02,"torch_dtype":"bfloat16","transformers_version":"4.50.0.dev0",
      "text_config":{"hidden_size":2560,"intermediate_size":10240,"model_type":"gemma3_text","num_hidden_layers":34,
        "rope_scaling":{"factor":8.0,"rope_type":"linear"},"sliding_window":1024},
      "vision_config":{"hidden_size":1152,"image_size":896,"model_type":"siglip_vision_model"}})")
            .value();
    const auto config = parsed(json);
    QCOMPARE(config.family, std::string("gemma3"));
    QCOMPARE(config.heads, std::int64_t(8));
    QCOMPARE(config.kvHeads, std::int64_t(4));
    QCOMPARE(config.headDim, std::int64_t(256));
    QCOMPARE(config.vocabSize, std::int64_t(262208));
    QCOMPARE(config.maxPositions, std::int64_t(131072));
    QCOMPARE(config.window, std::int64_t(1024));
    QCOMPARE(config.rope.factor, 8.0);
    QCOMPARE(config.dtype, std::string("bfloat16"));
    QCOMPARE(config.eosIds, (std::vector<std::int64_t>{1, 106}));
    QVERIFY(config.tieEmbeddings);
    // 262208·2560 + 34·(3·2560·2048 + 3·2560·10240 + 4·2560 + 2·256) + 2560
    QCOMPARE(config.parameterCount(), std::uint64_t(3'880'263'168));

    const auto refusal = [&](const char* pointer, const base::Json& value) {
      base::Json other = json;
      other[base::Json::json_pointer(pointer)] = value;
      const auto refused = model::parseConfig(other, "config.json");
      if (refused.ok()) return std::string("taken");
      const auto what = refused.error().args.find("what");
      return refused.error().code + (what == refused.error().args.end() ? "" : " " + what->second);
    };
    QCOMPARE(refusal("/text_config", 5), std::string("model.config_type"));
    QCOMPARE(refusal("/text_config/model_type", "llama"),
             std::string("model.unsupported text_config model_type llama"));
    QCOMPARE(refusal("/text_config/final_logit_softcapping", 30.0),
             std::string("model.unsupported final_logit_softcapping"));
    QCOMPARE(refusal("/text_config/hidden_size", -1), std::string("model.config_range"));
    QCOMPARE(refusal("/head_dim", 64), std::string("model.unsupported head_dim"));  // nobody would read it there
    QCOMPARE(refusal("/quantization_config", {{"quant_method", "gptq"}}), std::string("model.quantised"));
    base::Json other = json;
    other["tie_word_embeddings"] = true;
    other["text_config"]["tie_word_embeddings"] = false;
    QCOMPARE(model::parseConfig(other, "").error().code, std::string("model.config_conflict"));
    QVERIFY(base::findMessage("model.config_conflict"));
  }

  void realConfigIsRead() {
    TIMBRE_NEED_DATA("weights/stories260K-hf-derived/config.json");
    const auto config = model::readConfig(testing::dataFolder() / "weights/stories260K-hf-derived");
    TIMBRE_OK(config);
    QCOMPARE(config->parameterCount(), std::uint64_t(260032));
  }
};

QTEST_GUILESS_MAIN(ConfigTest)
#include "config_test.moc"
