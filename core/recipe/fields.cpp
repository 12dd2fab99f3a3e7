// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/fields.h"

#include "core/recipe/template_names.h"

#include <algorithm>
#include <numeric>

// lupdate reads labels and help through this macro (-tr-function-alias QT_TRANSLATE_NOOP+=TIMBRE_TEXT).
#define TIMBRE_TEXT(context, text) text

namespace timbre::recipe {

using base::Json;

namespace {

template <class T>
std::function<Json(const Recipe&)> reader(T Recipe::*value) {
  return [value](const Recipe& recipe) { return Json(recipe.*value); };
}

template <class T>
std::function<void(Recipe&, const Json&)> writer(T Recipe::*value) {
  return [value](Recipe& recipe, const Json& json) { recipe.*value = json.get<T>(); };
}

template <class T>
Field field(const char* key, const char* label, const char* help, const char* unit, FieldType type, FieldLevel level,
            double minimum, double maximum, T Recipe::*value, std::vector<const char*> choices = {}) {
  return {key, label, help, unit, type, level, minimum, maximum, std::move(choices), reader(value), writer(value)};
}

Field targetModules() {
  Field f = field(
      "target_modules", TIMBRE_TEXT("Recipe", "Adapted layers"),
      TIMBRE_TEXT("Recipe",
                  "The linear layers that get an adapter; \"all-linear\" takes every one except the output head."),
      "", FieldType::TextList, FieldLevel::Advanced, 0, 0, &Recipe::targetModules);
  f.get = [](const Recipe& recipe) {
    return recipe.targetModules.empty() ? Json("all-linear") : Json(recipe.targetModules);
  };
  f.set = [](Recipe& recipe, const Json& json) {
    recipe.targetModules = json.is_string() ? std::vector<std::string>() : json.get<std::vector<std::string>>();
  };
  return f;
}

constexpr auto kBasic = FieldLevel::Basic;
constexpr auto kAdvanced = FieldLevel::Advanced;
constexpr auto kInteger = FieldType::Integer;
constexpr auto kNumber = FieldType::Number;
constexpr auto kBoolean = FieldType::Boolean;
constexpr auto kChoice = FieldType::Choice;

void addMethodFields(std::vector<Field>& table) {
  table.push_back(field("method", TIMBRE_TEXT("Recipe", "Method"),
                        TIMBRE_TEXT("Recipe",
                                    "“lora” trains a small adapter beside frozen weights; “full” changes every weight "
                                    "and needs several times the memory."),
                        "", kChoice, kBasic, 0, 0, &Recipe::method, {"lora", "full"}));
  table.push_back(
      field("rank", TIMBRE_TEXT("Recipe", "Rank"),
            TIMBRE_TEXT("Recipe", "Size of the adapter; a higher rank can learn more and takes more memory."), "",
            kInteger, kBasic, 1, 1024, &Recipe::rank));
  table.push_back(
      field("alpha", TIMBRE_TEXT("Recipe", "Alpha"),
            TIMBRE_TEXT("Recipe", "How strongly the adapter counts; its output is multiplied by alpha / rank."), "",
            kNumber, kAdvanced, 0.001, 65536, &Recipe::alpha));
  table.push_back(field(
      "dropout", TIMBRE_TEXT("Recipe", "Adapter dropout"),
      TIMBRE_TEXT(
          "Recipe",
          "Share of the adapter's inputs switched off at random in training; helps against learning rows by heart."),
      "", kNumber, kAdvanced, 0, 0.95, &Recipe::dropout));
  table.push_back(targetModules());
}

void addRateFields(std::vector<Field>& table) {
  table.push_back(field(
      "learning_rate", TIMBRE_TEXT("Recipe", "Learning rate"),
      TIMBRE_TEXT("Recipe", "Size of each step; too low and the voice does not take, too high and the model breaks."),
      "", kNumber, kBasic, 0, 1, &Recipe::learningRate));
  table.push_back(field("schedule", TIMBRE_TEXT("Recipe", "Schedule"),
                        TIMBRE_TEXT("Recipe", "How the learning rate falls during the run."), "", kChoice, kAdvanced, 0,
                        0, &Recipe::schedule, {"cosine", "linear", "constant", "flat-cosine"}));
  table.push_back(
      field("warmup_steps", TIMBRE_TEXT("Recipe", "Warm-up steps"),
            TIMBRE_TEXT("Recipe", "Steps in which the learning rate rises from 0; 0 takes the warm-up share instead."),
            "steps", kInteger, kAdvanced, 0, 1e9, &Recipe::warmupSteps));
  table.push_back(field("warmup_ratio", TIMBRE_TEXT("Recipe", "Warm-up share"),
                        TIMBRE_TEXT("Recipe", "Share of all steps in which the learning rate rises from 0."), "",
                        kNumber, kAdvanced, 0, 0.9, &Recipe::warmupRatio));
  table.push_back(
      field("flat_ratio", TIMBRE_TEXT("Recipe", "Flat share"),
            TIMBRE_TEXT("Recipe", "With flat-cosine: share of all steps at the full rate between warm-up and cosine."),
            "", kNumber, kAdvanced, 0, 0.99, &Recipe::flatRatio));
  table.push_back(
      field("min_lr_ratio", TIMBRE_TEXT("Recipe", "Final rate"),
            TIMBRE_TEXT("Recipe", "With cosine and flat-cosine: the last learning rate as a share of the full one."),
            "", kNumber, kAdvanced, 0, 1, &Recipe::minLrRatio));
}

void addLengthFields(std::vector<Field>& table) {
  table.push_back(
      field("epochs", TIMBRE_TEXT("Recipe", "Epochs"),
            TIMBRE_TEXT("Recipe",
                        "How often every row is seen; more epochs learn the rows better and forget more of the rest."),
            "", kNumber, kBasic, 0, 100000, &Recipe::epochs));
  table.push_back(field("max_steps", TIMBRE_TEXT("Recipe", "Steps"),
                        TIMBRE_TEXT("Recipe", "Number of optimizer steps; 0 takes the epochs instead."), "steps",
                        kInteger, kAdvanced, 0, 1e9, &Recipe::maxSteps));
  table.push_back(
      field("batch_size", TIMBRE_TEXT("Recipe", "Batch size"),
            TIMBRE_TEXT("Recipe", "Rows (or packs of rows) that are computed at once; memory grows with it."), "rows",
            kInteger, kBasic, 1, 65536, &Recipe::batchSize));
  table.push_back(field(
      "batch_tokens", TIMBRE_TEXT("Recipe", "Tokens per batch"),
      TIMBRE_TEXT(
          "Recipe",
          "Groups rows of near-equal length up to this many tokens, padding included; 0 takes the batch size instead."),
      "tokens", kInteger, kAdvanced, 0, 16777216, &Recipe::batchTokens));
  table.push_back(
      field("gradient_accumulation", TIMBRE_TEXT("Recipe", "Gradient accumulation"),
            TIMBRE_TEXT(
                "Recipe",
                "Batches that are added up before each optimizer step; a larger effective batch without more memory."),
            "", kInteger, kAdvanced, 1, 65536, &Recipe::gradientAccumulation));
}

void addOptimizerFields(std::vector<Field>& table) {
  table.push_back(
      field("max_grad_norm", TIMBRE_TEXT("Recipe", "Gradient limit"),
            TIMBRE_TEXT("Recipe", "Longer gradients are scaled down to this length; 0 switches the limit off."), "",
            kNumber, kAdvanced, 0, 1e6, &Recipe::maxGradNorm));
  table.push_back(field("weight_decay", TIMBRE_TEXT("Recipe", "Weight decay"),
                        TIMBRE_TEXT("Recipe", "Pulls weights towards 0 at every step; norms and biases are spared."),
                        "", kNumber, kAdvanced, 0, 10, &Recipe::weightDecay));
  table.push_back(field("beta1", TIMBRE_TEXT("Recipe", "Beta 1"),
                        TIMBRE_TEXT("Recipe", "How long AdamW remembers the gradient."), "", kNumber, kAdvanced, 0,
                        0.999999, &Recipe::beta1));
  table.push_back(field("beta2", TIMBRE_TEXT("Recipe", "Beta 2"),
                        TIMBRE_TEXT("Recipe", "How long AdamW remembers the size of the gradient."), "", kNumber,
                        kAdvanced, 0, 0.9999999, &Recipe::beta2));
  table.push_back(field("epsilon", TIMBRE_TEXT("Recipe", "Epsilon"),
                        TIMBRE_TEXT("Recipe", "Keeps AdamW from dividing by 0."), "", kNumber, kAdvanced, 1e-16, 1,
                        &Recipe::epsilon));
  table.push_back(field(
      "seed", TIMBRE_TEXT("Recipe", "Seed"),
      TIMBRE_TEXT("Recipe",
                  "Decides every random choice of the run; the same seed on the same machine gives the same model."),
      "", kInteger, kAdvanced, 0, 9007199254740991.0, &Recipe::seed));
}

std::vector<const char*> templateChoices() {
  std::vector<const char*> choices = {kAutoTemplate.data()};
  for (const TemplateName& each : kTemplateNames) choices.push_back(each.name);
  return choices;
}

void addDataFields(std::vector<Field>& table) {
  table.push_back(
      field("chat_template", TIMBRE_TEXT("Recipe", "Chat template"),
            TIMBRE_TEXT("Recipe",
                        "How a conversation becomes text: “auto” takes the model's own form, a name a built-in one, "
                        "for models that bring none; chats with the run and its export use it too."),
            "", kChoice, kAdvanced, 0, 0, &Recipe::chatTemplate, templateChoices()));
  table.push_back(
      field("max_tokens", TIMBRE_TEXT("Recipe", "Length limit"),
            TIMBRE_TEXT("Recipe",
                        "Rows with more tokens lose their end, which is reported; memory grows with the longest row."),
            "tokens", kInteger, kBasic, 8, 1048576, &Recipe::maxTokens));
  table.push_back(
      field("packing", TIMBRE_TEXT("Recipe", "Packing"),
            TIMBRE_TEXT(
                "Recipe",
                "Puts several short rows into one sequence without letting them see each other; faster on many rows."),
            "", kBoolean, kAdvanced, 0, 0, &Recipe::packing));
  table.push_back(field("shuffle", TIMBRE_TEXT("Recipe", "Shuffle"),
                        TIMBRE_TEXT("Recipe", "Takes the rows in a new random order in each epoch."), "", kBoolean,
                        kAdvanced, 0, 0, &Recipe::shuffle));
  table.push_back(field(
      "train_on", TIMBRE_TEXT("Recipe", "Train on"),
      TIMBRE_TEXT("Recipe", "Which tokens the model is taught: the answers, everything, or only the last answer."), "",
      kChoice, kBasic, 0, 0, &Recipe::trainOn, {"assistant", "all", "last"}));
  table.push_back(
      field("validation_share", TIMBRE_TEXT("Recipe", "Validation share"),
            TIMBRE_TEXT(
                "Recipe",
                "Share of the rows that is not trained on but measured, to see whether the model learns or memorises."),
            "", kNumber, kBasic, 0, 0.9, &Recipe::validationShare));
  table.push_back(field("save_every", TIMBRE_TEXT("Recipe", "Checkpoint every"),
                        TIMBRE_TEXT("Recipe", "Steps between checkpoints; 0 makes one at the end of each epoch."),
                        "steps", kInteger, kAdvanced, 0, 1e9, &Recipe::saveEvery));
  table.push_back(
      field("keep", TIMBRE_TEXT("Recipe", "Checkpoints kept"),
            TIMBRE_TEXT("Recipe", "The newest checkpoints that stay on disk; the best one is kept besides."), "",
            kInteger, kAdvanced, 1, 100000, &Recipe::keep));
  table.push_back(field("dtype", TIMBRE_TEXT("Recipe", "Number format"),
                        TIMBRE_TEXT("Recipe",
                                    "“auto” is fp32 for small models and, above 100 M parameters, what this machine "
                                    "computes faster; bf16 halves the memory of the weights."),
                        "", kChoice, kAdvanced, 0, 0, &Recipe::dtype, {"auto", "fp32", "bf16"}));
}

std::vector<Field> buildTable() {
  std::vector<Field> table;
  addMethodFields(table);
  addRateFields(table);
  addLengthFields(table);
  addOptimizerFields(table);
  addDataFields(table);
  return table;
}

/// Optimal string alignment: insert, delete, replace, or swap two neighbours, each at cost 1.
int editDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = static_cast<int>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

/// "learningRate", "LEARNING-RATE" and "learning rate" are all meant as learning_rate.
std::string plainForm(std::string_view key) {
  std::string plain;
  for (const char c : key) {
    if (c >= 'A' && c <= 'Z')
      plain += static_cast<char>(c - 'A' + 'a');
    else if (c != '_' && c != '-' && c != ' ' && c != '.')
      plain += c;
  }
  return plain;
}

struct Synonym {
  const char* given;  // plain form
  const char* key;
};
/// What the same thing is called in other tools' files.
constexpr Synonym kSynonyms[] = {{"r", "rank"},
                                 {"lorar", "rank"},
                                 {"lorarank", "rank"},
                                 {"loraalpha", "alpha"},
                                 {"loradropout", "dropout"},
                                 {"lr", "learning_rate"},
                                 {"numtrainepochs", "epochs"},
                                 {"nepochs", "epochs"},
                                 {"perdevicetrainbatchsize", "batch_size"},
                                 {"gradientaccumulationsteps", "gradient_accumulation"},
                                 {"lrschedulertype", "schedule"},
                                 {"adambeta1", "beta1"},
                                 {"adambeta2", "beta2"},
                                 {"adamepsilon", "epsilon"},
                                 {"maxseqlength", "max_tokens"},
                                 {"maxlength", "max_tokens"},
                                 {"savesteps", "save_every"},
                                 {"savetotallimit", "keep"},
                                 {"wd", "weight_decay"},
                                 {"loratarget", "target_modules"},
                                 {"template", "chat_template"},
                                 {"prompttemplate", "chat_template"}};

std::string nearestWord(const std::string& plain, const std::vector<const char*>& words) {
  std::string best;
  int bestDistance = 1 + static_cast<int>(plain.size()) / 3;  // more edits than that is another word
  for (const char* word : words)
    if (const int distance = editDistance(plain, plainForm(word));
        distance <= bestDistance && (best.empty() || distance < bestDistance)) {
      best = word;
      bestDistance = distance;
    }
  return best;
}

}  // namespace

std::span<const Field> fieldTable() {
  static const std::vector<Field> table = buildTable();
  return table;
}

const Field* findField(std::string_view key) {
  for (const Field& f : fieldTable())
    if (key == f.key) return &f;
  return nullptr;
}

std::string nearestKey(std::string_view key) {
  if (key.size() > 64) return {};
  const std::string plain = plainForm(key);
  for (const Synonym& synonym : kSynonyms)
    if (plain == synonym.given) return synonym.key;
  std::vector<const char*> keys;
  for (const Field& f : fieldTable()) keys.push_back(f.key);
  return nearestWord(plain, keys);
}

std::string nearestChoice(const Field& field, std::string_view value) {
  if (value.empty() || value.size() > 64) return {};
  const std::string plain = plainForm(value);
  for (const char* choice : field.choices)
    if (const std::string_view whole = choice; whole.ends_with(value) && value.size() > 2) return choice;
  return nearestWord(plain, field.choices);
}

}  // namespace timbre::recipe
