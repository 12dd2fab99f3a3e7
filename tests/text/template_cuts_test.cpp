// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation rendered cut or with another answer in it, by replaying iterations, is what rendering it from the start gives.
#include "core/text/chat_answers.h"
#include "core/text/cut_renderer.h"
#include "tests/support/test_support.h"

#include <random>

using namespace timbre;

namespace {

std::string outcome(const base::Result<std::string>& text) { return text.ok() ? *text : "error " + text.error().code; }

std::string plain(const text::ChatTemplate& compiled, base::Json context, std::size_t count, bool prompt) {
  auto& messages = context["messages"].get_ref<base::Json::array_t&>();
  messages.resize(std::min(count, messages.size()));
  context["add_generation_prompt"] = prompt;
  const auto rendered = compiled.render(context);
  return rendered.ok() ? rendered->text : "error " + rendered.error().code;
}

/// The first difference, or nothing.
QString compareCuts(const text::ChatTemplate& compiled, const base::Json& context, const std::vector<std::size_t>& counts, const std::vector<std::size_t>& replaced) {
  text::CutRenderer renderer(compiled, context);
  const std::size_t size = context["messages"].size();
  for (const std::size_t count : counts)
    for (const bool prompt : {false, true}) {
      const std::string ours = outcome(renderer.cut(count, prompt)), theirs = plain(compiled, context, count, prompt);
      if (ours != theirs) return QString("cut %1, prompt %2:\n%3\nnot\n%4").arg(count).arg(prompt).arg(ours.c_str(), theirs.c_str());
    }
  for (const std::size_t i : replaced) {
    base::Json other = context;
    other["messages"][i]["content"] = "anotherword";
    const std::string ours = outcome(renderer.replaced(i, "anotherword")), theirs = plain(compiled, other, size, base::boolOr(context, "add_generation_prompt", false));
    if (ours != theirs) return QString("replaced %1:\n%2\nnot\n%3").arg(i).arg(ours.c_str(), theirs.c_str());
  }
  return {};
}

QString compareCuts(const text::ChatTemplate& compiled, const base::Json& context) {
  const std::size_t size = context["messages"].size();
  std::vector<std::size_t> counts, replaced;
  for (std::size_t i = 0; i <= size; ++i) counts.push_back(size - i);
  for (std::size_t i = 0; i <= size; ++i) counts.push_back(i);
  for (std::size_t i = 0; i < size; ++i) replaced.push_back(i);
  return compareCuts(compiled, context, counts, replaced);
}

base::Json conversation(std::size_t messages, bool system) {
  base::Json list = base::Json::array();
  if (system) list.push_back({{"role", "system"}, {"content", "Be brief."}});
  for (std::size_t i = 0; list.size() < messages; ++i) {
    const std::string number = std::to_string(i / 2);
    if (i % 2 == 0) list.push_back({{"role", "user"}, {"content", "Question " + number + ", with some words to it?"}});
    else list.push_back({{"role", "assistant"}, {"content", "<think>\nThinking of " + number + ".\n</think>\n\nThis is answer " + number + ", in a sentence or two."}});
  }
  return {{"messages", list}, {"bos_token", "<s>"}, {"eos_token", "</s>"}, {"tools", nullptr}, {"documents", nullptr}, {"add_generation_prompt", false}};
}

}  // namespace

class TemplateCutsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { qputenv("TIMBRE_NOW", "2024-07-26T12:00:00"); }
  void whatAnIterationMayRead();
  void randomBodies();
  void realTemplates();
  void thousandsOfMessages_data();
  void thousandsOfMessages();
};

/// Each of these would be wrong if one kind of read had no guard.
void TemplateCutsTest::whatAnIterationMayRead() {
  for (const char* source : {
           "{% for m in messages %}{{ loop.index }}{{ loop.last }}{{ m.content }}{% endfor %}",
           "{% for m in messages %}{{ loop.length }}/{{ loop.revindex }}{% endfor %}",
           "{% for m in messages %}{{ messages|length }}{% endfor %}",
           "{% for m in messages %}{{ messages[-1].content }}{% endfor %}",
           "{% for m in messages %}{{ messages[loop.index].role }};{% endfor %}",
           "{% for m in messages %}{% if messages[loop.index] is defined %}{{ messages[loop.index].content }}{% endif %}{% endfor %}",
           "{% for m in messages %}{{ loop.nextitem.content if loop.nextitem is defined else 'end' }}{% endfor %}",
           "{% for m in messages %}{{ loop.previtem.role if loop.previtem else 'start' }}{% endfor %}",
           "{% set last = messages[-1] %}{% for m in messages %}{{ m == last }}{% endfor %}",
           "{% set last = messages[-1] %}{% for m in messages %}{{ last.content }}{% endfor %}",
           "{% set n = messages|length %}{% for m in messages %}{{ n }}{% endfor %}",
           "{% set n = messages|length %}{% for m in messages %}{% if loop.index0 >= n - 2 %}near{% endif %}{{ m.role }}{% endfor %}",
           "{% set ns = namespace(i=0) %}{% for m in messages %}{% set ns.i = ns.i + 1 %}{{ ns.i }}{% endfor %}{{ ns.i }}",
           "{% set ns = namespace(n=messages|length) %}{% for m in messages %}{% if loop.index < ns.n %}x{% else %}y{% endif %}{% endfor %}",
           "{% set ns = namespace(n=messages|length) %}{% for m in messages %}{% if ns.n > loop.index %}x{% else %}y{% endif %}{{ ns.n }}{% endfor %}",
           "{% set ns = namespace(n=messages|length) %}{% for m in messages %}{% if ns.n == 3 %}x{% endif %}{% if ns.n != 4 %}z{% endif %}{% set ns.n = ns.n - 1 %}{{ ns.n <= 1 }}{% endfor %}",
           "{% set ns = namespace(q=-1) %}{% for m in messages[::-1] %}{% set at = (messages|length - 1) - loop.index0 %}{% if ns.q < 0 and m.role == 'user' %}{% set ns.q = at %}{% endif %}{% endfor %}{{ ns.q }}",
           "{% for m in messages[::-1] %}{% set at = (messages|length - 1) - loop.index0 %}{{ at }}{{ m.content }}{% endfor %}",
           "{% for m in messages[::-1] %}{% set at = messages|length - loop.index0 %}{% macro f() %}{{ at }}{% endmacro %}{{ f() }}{% endfor %}",
           "{% for m in messages[::-1] %}{% set at = loop.index0 + 0 %}{% if m.role == 'user' %}{% set at = 'u' %}{% endif %}{{ at }}{% endfor %}",
           "{% for m in messages[::2] %}{{ loop.index0 }}{{ m.content }}{% endfor %}{% for m in messages[1:] %}{{ loop.first }}{{ m.role }}{% endfor %}",
           "{% macro f(m) %}{{ m.content }}{{ messages|length }}{% endmacro %}{% for m in messages %}{{ f(m) }}{% endfor %}",
           "{% set k = messages|length %}{% macro f(m) %}{{ m.content }}{{ k }}{% endmacro %}{% for m in messages %}{{ f(m) }}{% endfor %}",
           "{% set k = 1 %}{% macro f() %}{{ k }}{% endmacro %}{% with k = messages|length %}{% for m in messages %}{{ f() }}{{ k }}{% endfor %}{% endwith %}",
           "{% set k = messages|length %}{% macro f() %}{{ k }}{% endmacro %}{% with k = 1 %}{% for m in messages %}{{ f() }}{{ k }}{% endfor %}{% endwith %}",
           "{% if messages|length > 2 %}{% macro f() %}a{% endmacro %}{% else %}{% macro f() %}b{% endmacro %}{% endif %}{% for m in messages %}{{ f() }}{% endfor %}",
           "{% set a = namespace(x=0) %}{% set b = a if messages|length > 2 else namespace(x=5) %}{% for m in messages %}{% set a.x = a.x + 1 %}{{ b.x }}{% endfor %}",
           "{% set a = namespace(x=0) %}{% set l = [a] %}{% for m in messages %}{{ l[0].x }}{% set a.x = a.x + 1 %}{% endfor %}",
           "{% set ns = namespace(all=[]) %}{% for m in messages %}{% set ns.all = ns.all + [m.content] %}{{ ns.all|length }}{% endfor %}{{ ns.all|join('|') }}",
           "{% set ns = namespace(last=none) %}{% for m in messages %}{{ ns.last.content if ns.last else '-' }}{% set ns.last = m %}{% endfor %}{{ ns.last.content }}",
           "{% set users = messages|selectattr('role', 'equalto', 'user')|list %}{% for m in messages %}{% if m == users[-1] %}last {% endif %}{{ m.content }}{% endfor %}",
           "{% set g = messages|map(attribute='content') %}{% for m in messages %}{{ g|first }}{% endfor %}",
           "{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ loop.last }}{{ m.content }}{% else %}none{% endfor %}",
           "{% for m in messages %}{% if loop.index > 3 %}{% break %}{% endif %}{% if m.role == 'user' %}{% continue %}{% endif %}{{ m.content }}{% endfor %}",
           "{% for m in messages %}{{ loop.changed(m.role) }}{{ loop.cycle('a', 'b') }}{% endfor %}",
           "{% for m in messages %}{% for c in m.content[:2] %}{{ loop.index }}{{ c }}{{ loop.last }}{% endfor %}{% endfor %}",
           "{% for m in messages %}{% for o in messages %}{{ loop.last }}{% endfor %};{% endfor %}",
           "{% for r in ['user', 'assistant'] %}{% for m in messages %}{% if m.role == r %}{{ loop.last }}{{ m.content }}{% endif %}{% endfor %}{% endfor %}",
           "{% for m in messages %}{% set t %}{{ m.content }}{{ messages[0].content }}{% endset %}{{ t|trim }}{% endfor %}",
           "{% for m in messages %}{{ loop }}{% endfor %}",
           "{% for m in messages %}{% set l = loop %}{{ l.last }}{% endfor %}",
           "{% for m in messages %}{{ loop['last'] }}{% endfor %}",
           "{% if not messages|length is odd %}{% set tools = 'some' %}{% endif %}{% for m in messages %}{{ tools }}{% endfor %}",
           "{% for m in messages %}{% if loop.last and not add_generation_prompt %}{{ eos_token }}{% endif %}{{ m.content }}{% endfor %}",
           "{% for m in messages %}{% if messages|length == 3 %}{{ raise_exception('three') }}{% endif %}{{ m.content }}{% endfor %}",
           "{% for m in messages %}{{ 1 // (messages|length - 3) }}{% endfor %}",
           "{% for m in messages %}{% if m.content in messages|map(attribute='content')|list %}y{% endif %}{% endfor %}",
           "{% for m in messages %}{% filter upper %}{{ m.content }}{{ loop.last }}{% endfilter %}{% endfor %}",
       }) {
    const auto compiled = text::ChatTemplate::compile(source);
    QVERIFY2(compiled.ok(), source);
    for (const bool system : {false, true}) {
      const QString difference = compareCuts(*compiled, conversation(7, system));
      QVERIFY2(difference.isEmpty(), qPrintable(QString(source) + "\n" + difference));
    }
  }
}

/// Bodies put together from pieces that read and write everything there is.
void TemplateCutsTest::randomBodies() {
  std::mt19937 random(20261122);
  const std::vector<const char*> values = {"m.content", "m.role", "loop.index0", "loop.last", "loop.first", "ns.a", "ns.b", "n", "k", "messages[loop.index0 - 1].role", "messages[0].content",
                                           "loop.length", "messages|length", "last.content", "alias.a", "f(m)", "loop.revindex", "loop.nextitem.role", "messages[loop.index].content", "eos_token", "v"};
  const std::vector<const char*> tests = {"loop.index0 > ns.a", "ns.b", "ns.a == loop.index0", "loop.last", "not loop.first", "m.role == 'user'", "ns.a <= n", "loop.index < ns.a", "add_generation_prompt",
                                          "n - 1 == loop.index0", "alias.a > 2", "3 > ns.a", "v is defined", "loop.nextitem is defined", "m == last", "ns.a != ns.b"};
  const auto pick = [&random](const auto& list) { return std::string(list[random() % list.size()]); };
  const std::function<std::string(int)> body = [&](int depth) {
    std::string out;
    for (unsigned i = random() % 4 + 1; i > 0; --i) switch (random() % (depth > 2 ? 5 : 8)) {
        case 0:
        case 1: out += "{{ " + pick(values) + " }}"; break;
        case 2: out += "{% set ns.a = " + pick(std::vector<const char*>{"ns.a + 1", "loop.index0", "n", "2", "messages|length - 1"}) + " %}"; break;
        case 3: out += "{% set v = " + pick(std::vector<const char*>{"loop.index0 + 1", "messages|length - loop.index", "m.role", "(messages|length - 1) - loop.index0", "ns.a"}) + " %}"; break;
        case 4: out += "{% set ns.b = " + pick(tests) + " %}"; break;
        case 5: out += "{% if " + pick(tests) + " %}" + body(depth + 1) + "{% else %}" + body(depth + 1) + "{% endif %}"; break;
        case 6: out += "{% set w %}" + body(depth + 1) + "{% endset %}{{ w }}"; break;
        default: out += "{% if " + pick(tests) + " %}{% " + pick(std::vector<const char*>{"break", "continue"}) + " %}{% endif %}"; break;
      }
    return out;
  };
  const int rounds = qEnvironmentVariableIntValue("TIMBRE_FUZZ_ROUNDS") + 1000;
  if (const int seed = qEnvironmentVariableIntValue("TIMBRE_FUZZ_SEED")) random.seed(static_cast<unsigned>(seed));
  for (int i = 0; i < rounds; ++i) {
    const std::string source = "{% set ns = namespace(a=" + pick(std::vector<const char*>{"0", "messages|length - 1", "messages|length // 2"}) + ", b=false) %}{% set n = messages|length %}{% set k = 'k' %}" +
                               "{% set last = messages[-1] %}{% set alias = " + pick(std::vector<const char*>{"ns", "namespace(a=1)", "ns if n > 3 else namespace(a=7)"}) + " %}" +
                               "{% macro f(x) %}[{{ x.role }}{{ " + pick(std::vector<const char*>{"k", "n", "ns.a", "messages|length"}) + " }}]{% endmacro %}" +
                               "{% for m in " + pick(std::vector<const char*>{"messages", "messages[1:]", "messages[::-1]"}) + " %}" + body(0) + "{% endfor %}|{{ ns.a }}{{ ns.b }}|{% for m in messages %}" + body(1) + "{% endfor %}";
    const auto compiled = text::ChatTemplate::compile(source);
    if (!compiled.ok()) continue;  // a jump inside a set-block
    const bool system = random() % 2 == 0;
    QString difference = compareCuts(*compiled, conversation(5 + random() % 3, system));
    if (i % 8 == 0 && difference.isEmpty()) {  // long enough for whole stretches of iterations to be one
      std::vector<std::size_t> counts = {201, 200, 199, 129, 128, 127, 65, 64, 63, 201, 192, 191, 193};
      for (int extra = 0; extra < 6; ++extra) counts.push_back(random() % 202);
      difference = compareCuts(*compiled, conversation(201, system), counts, {0, 63, 64, 100, random() % 201, 200});
    }
    QVERIFY2(difference.isEmpty(), qPrintable(QString::fromStdString(source) + "\n" + difference));
  }
}

void TemplateCutsTest::realTemplates() {
  TIMBRE_NEED_DATA("chat_templates");
  const auto contexts = base::parseJson(testing::readFile(testing::sourceFolder() / "tests/text/goldens/template_contexts.json"));
  TIMBRE_OK(contexts);
  int compared = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(testing::dataFolder() / "chat_templates")) {
    if (file.path().extension() != ".jinja") continue;
    const auto compiled = text::ChatTemplate::compile(testing::readFile(file.path()));
    TIMBRE_OK(compiled);
    for (const auto& [name, own] : contexts->items()) {
      if (own["messages"].empty()) continue;
      const auto context = text::templateContext(own, {{"bos_token", "<s>"}, {"eos_token", "</s>"}}, false);
      TIMBRE_OK(context);
      const QString difference = compareCuts(*compiled, *context);
      QVERIFY2(difference.isEmpty(), qPrintable(QString::fromStdString(file.path().filename().string() + " × " + name) + "\n" + difference));
      ++compared;
    }
  }
  qInfo("%d conversations, each cut everywhere", compared);
  QVERIFY(compared > 3000);
}

/// Twice what plain rendering of every cut has time for, and little enough for a machine that is slow or checks every access.
constexpr int kMessages = 2000;

void TemplateCutsTest::thousandsOfMessages_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<int>("exact");
  QTest::newRow("ChatML") << "chujiezheng/chatml.jinja" << kMessages / 2;
  QTest::newRow("Llama 3") << "chujiezheng/llama-3-instruct.jinja" << kMessages / 2;
  QTest::newRow("Llama 3.1") << "llama.cpp-templates/meta-llama-Llama-3.1-8B-Instruct.jinja" << kMessages / 2;
  QTest::newRow("Qwen 2.5") << "llama.cpp-templates/Qwen-Qwen2.5-7B-Instruct.jinja" << kMessages / 2;
  QTest::newRow("Qwen 3") << "llama.cpp-templates/Qwen-Qwen3-0.6B.jinja" << 1;
  QTest::newRow("Mistral") << "chujiezheng/mistral-instruct.jinja" << kMessages / 2;
  QTest::newRow("GLM 4.6") << "llama.cpp-templates/GLM-4.6.jinja" << 1;
}

void TemplateCutsTest::thousandsOfMessages() {
  TIMBRE_NEED_DATA("chat_templates");
  QFETCH(QString, file);
  QFETCH(int, exact);
  const auto compiled = text::ChatTemplate::compile(testing::readFile(testing::dataFolder() / "chat_templates" / file.toStdString()));
  TIMBRE_OK(compiled);
  const base::Json context = conversation(kMessages, false);
  const auto rendered = compiled->render(context);
  TIMBRE_OK(rendered);
  std::vector<std::size_t> answers;
  for (std::size_t i = 1; i < std::size_t(kMessages); i += 2) answers.push_back(i);
  QElapsedTimer timer;
  timer.start();
  const auto spans = text::trainedSpans(*compiled, context, *rendered, answers, [](std::size_t, std::size_t, bool) { return std::nullopt; });
  const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
  QVERIFY2(spans.ok(), spans.ok() ? "" : spans.error().code.c_str());
  qInfo("%s: %.2f s for %zu answers", qPrintable(file), seconds, spans->size());
  QCOMPARE(spans->size(), std::size_t(kMessages / 2));
  QCOMPARE(std::count_if(spans->begin(), spans->end(), [](const auto& each) { return each.exact; }), exact);
  for (std::size_t i = 0; i < spans->size(); ++i) {
    const std::string part = rendered->text.substr((*spans)[i].span.begin, (*spans)[i].span.end - (*spans)[i].span.begin);
    QVERIFY2(part.find("This is answer " + std::to_string(i) + ",") != std::string::npos && part.find("Question") == std::string::npos, part.c_str());
  }
}

QTEST_APPLESS_MAIN(TemplateCutsTest)
#include "template_cuts_test.moc"
