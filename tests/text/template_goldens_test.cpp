// SPDX-License-Identifier: GPL-3.0-or-later
// Real chat templates (data folder) in many conversations: our text, errors and generation ranges against Python's jinja2.
#include "core/text/chat_template.h"
#include "tests/support/test_support.h"

#include "core/base/hash.h"
#include "core/base/json.h"

using namespace timbre;

class TemplateGoldensTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { qputenv("TIMBRE_NOW", "2024-07-26T12:00:00"); }
  void realTemplates();
};

namespace {

base::Json readJson(const std::filesystem::path& path) {
  const auto json = base::parseJson(testing::readFile(path), path.string());
  return json.ok() ? *json : base::Json();
}

std::map<std::string, base::Json> readContexts(const std::filesystem::path& data) {
  std::map<std::string, base::Json> out;
  const base::Json ours = readJson(testing::sourceFolder() / "tests/text/goldens/template_contexts.json");
  for (const auto& [name, own] : ours.items()) {
    base::Json context = {{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"tools", nullptr}, {"documents", nullptr}};
    for (const auto& [key, value] : own.items()) context[key] = value;
    out[name] = context;
  }
  for (const auto& file : std::filesystem::directory_iterator(data / "chat_templates/minja-contexts/contexts"))
    out["minja_" + file.path().stem().string()] = readJson(file.path());
  return out;
}

std::string summary(const base::Result<text::Rendered>& rendered) {
  if (!rendered.ok()) return rendered.error().code == "template.raised" ? "raised: " + rendered.error().args.at("message") : "error";
  std::string out = std::to_string(rendered->text.size()) + ":" + base::sha256Hex(rendered->text).substr(0, 16);
  for (std::size_t i = 0; i < rendered->generation.size(); ++i)
    out += (i ? "," : ":") + std::to_string(rendered->generation[i].begin) + "-" + std::to_string(rendered->generation[i].end);
  return out;
}

}  // namespace

void TemplateGoldensTest::realTemplates() {
  TIMBRE_NEED_DATA("chat_templates");
  const auto data = testing::dataFolder();
  const auto contexts = readContexts(data);
  const base::Json goldens = readJson(testing::sourceFolder() / "tests/text/goldens/template_goldens.json");
  QVERIFY(goldens.size() > 100);
  int agree = 0, total = 0, texts = 0, refusals = 0;
  for (const auto& [name, expected] : goldens.items()) {
    const auto compiled = text::ChatTemplate::compile(testing::readFile(data / "chat_templates" / name));
    for (const auto& [contextName, golden] : expected.items()) {
      ++total;
      std::string detail, ours = "error";
      if (compiled.ok()) {
        const auto rendered = compiled->render(contexts.at(contextName));
        ours = summary(rendered);
        if (!rendered.ok()) {
          detail = rendered.error().code + " line " + std::to_string(rendered.error().line.value_or(0));
          for (const auto& [key, value] : rendered.error().args) detail += " " + key + "=" + value;
        }
        if (const char* folder = std::getenv("TIMBRE_TEMPLATE_DUMP"); folder && rendered.ok() && ours != golden.get<std::string>()) {
          std::string file = name + "." + contextName;
          std::replace(file.begin(), file.end(), '/', '_');
          testing::writeFile(std::filesystem::path(folder) / file, rendered->text);
        }
      } else {
        detail = compiled.error().code;
        for (const auto& [key, value] : compiled.error().args) detail += " " + key + "=" + value;
      }
      if (ours == golden.get<std::string>()) {
        ++agree;
        refusals += ours.starts_with("raised: ");
        texts += ours != "error" && !ours.starts_with("raised: ");
      } else {
        qWarning("%s × %s: jinja2 %s, ours %s %s", name.c_str(), contextName.c_str(), golden.get<std::string>().c_str(), ours.c_str(), detail.c_str());
      }
    }
  }
  qInfo("%d of %d (template × context) agree, %d of them with text, %d with the message that the template raises", agree, total, texts, refusals);
  QCOMPARE(agree, total);
}

QTEST_APPLESS_MAIN(TemplateGoldensTest)
#include "template_goldens_test.moc"
