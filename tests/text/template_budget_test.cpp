// SPDX-License-Identifier: GPL-3.0-or-later
// Hostile templates end as template.budget (or are refused when compiled) within two seconds and 64 MiB.
#include "core/text/builtin_templates.h"
#include "core/text/chat_template.h"
#include "tests/support/test_support.h"

#include <QElapsedTimer>

#include <fstream>
#include <sstream>

using namespace timbre;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

std::string repeated(const std::string& piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

/// VmHWM or VmRSS of this process in KiB.
long memoryKiB(const std::string& key) {
  std::istringstream status(testing::readFile("/proc/self/status"));
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return std::stol(line.substr(key.size() + 1));
  return 0;
}

/// The peak starts again at what is resident now.
void resetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

struct Hostile {
  const char* name;
  std::string source;
};

std::vector<Hostile> hostile() {
  const std::string doubling = "{% set ns = namespace(s='aaaaaaaaaaaaaaaa') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}";
  const std::string nest = "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}";
  const std::string dag = "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}";
  const std::string loops = "{% for a in range(99999) %}{% for b in range(99999) %}";
  return {
      {"range", "{% for i in range(10**12) %}x{% endfor %}"},
      {"range list", "{{ range(10**12) | list }}"},
      {"nested loops", loops + "{% endfor %}{% endfor %}"},
      {"nested loops that print", loops + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}"},
      {"doubling text", doubling + "{{ ns.s }}"},
      {"multiplied text", "{{ 'a' * 10**12 }}"},
      {"multiplied list", "{{ ([0] * 10**10) | length }}"},
      {"multiplied twice", "{{ ('a' * 10**7) * 10**7 }}"},
      {"growing list", "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = ns.l + ns.l %}{% endfor %}"},
      {"recursive macro", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"},
      {"deep recursion", "{% macro f() %}" + repeated("{% if 1 %}", 25) + "{{ " + repeated("[", 25) + "f()" + repeated("]", 25) + " }}" + repeated("{% endif %}", 25) + "{% endmacro %}{{ f() }}"},
      {"extreme numbers", "{% set big = 9223372036854775807 %}{% set low = -9223372036854775807 - 1 %}{{ 'a'.center(low) }}{{ 'a' | center(low) }}{{ 'a'.zfill(low) }}"
                          "{{ 'abc'[low:big:big] }}{{ 'abc'[big:low:low] }}{{ [1][big] }}{{ 'a'[low] }}{{ range(low, big, 1000000000000000) | length }}{{ range(low, big, 1000000000000000) | last }}"
                          "{{ 'a' | truncate(big, true, '', big) }}{{ 'a b'.split(' ', low) }}{{ 'a'.find('a', low, big) }}{{ low % -1 }}{{ low // -1 }}"},
      {"recursion that unpacks", "{% macro f() %}{{ f(*varargs, **kwargs) }}{% endmacro %}{{ f(*range(90000), **dict(a=1)) }}"},
      {"unpacking of much", "{% macro f() %}{{ varargs | length }}{% endmacro %}{% for i in range(99999) %}{{ f(*range(99999)) }}{% endfor %}"},
      {"mutual recursion", "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}"},
      {"recursive loop", "{% for x in [[1]] recursive %}{{ loop([x]) }}{% endfor %}"},
      {"exponential macro", "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(50) }}"},
      {"width of %", "{{ '%1000000000d' % 1 }}"},
      {"precision of %", "{{ '%.1000000000f' % 1 }}"},
      {"width of format", "{{ '{:1000000000}'.format(1) }}"},
      {"index of format", "{{ '{99999999999999999999}'.format(1) }}"},
      {"center", "{{ 'a' | center(10**11) }}"},
      {"ljust", "{{ 'a'.ljust(10**11) }}"},
      {"zfill", "{{ 'a'.zfill(10**11) }}"},
      {"indent", "{{ ('a\\n' * 1000000) | indent(10**6) }}"},
      {"tojson indent", "{{ [1] | tojson(indent=10**11) }}"},
      {"tojson bomb", dag + "{{ ns.l | tojson }}"},
      {"repr bomb", dag + "{{ ns.l }}"},
      {"compare bomb", dag + "{% set a = ns.l %}" + dag + "{{ a == ns.l }}"},
      {"order bomb", dag + "{% set a = ns.l %}" + dag + "{{ a < ns.l }}"},
      {"deep value printed", nest + "{{ ns.l }}"},
      {"deep value compared", nest + "{% set a = ns.l %}" + nest + "{{ a == ns.l }}"},
      {"namespace in itself", "{% set ns = namespace() %}{% set ns.me = [ns] %}{{ ns.me }}"},
      {"replace bomb", "{{ ('a' * 5000000).replace('', 'b' * 1000) }}"},
      {"join bomb", "{{ range(99999) | join('a' * 100000) }}"},
      {"split bomb", "{{ ('a ' * 8000000).split() | length }}"},
      {"characters bomb", "{{ ('a' * 20000000) | list | length }}"},
      {"slice filter", "{{ [1] | slice(10**11) | list }}"},
      {"batch filter", "{{ [1] | batch(10**11, 0) | list }}"},
      {"power", "{{ 9 ** 9 ** 9 }}"},
      {"integer overflow", "{{ 9223372036854775807 + 1 }}"},
      {"sort storm", "{% for i in range(99999) %}{% set x = range(99999) | list | sort(reverse=true) | length %}{% endfor %}"},
      {"search storm", "{% set s = 'a' * 8000000 %}{% for i in range(99999) %}{{ 'b' in s }}{% endfor %}"},
      {"quadratic search", "{{ ('a' * 2000000 ~ 'b') in 'a' * 4000000 }}{{ 1 / 0 }}"},
      {"quadratic search from the right", "{{ ('a' * 4000000).rfind('b' ~ 'a' * 2000000) }}{{ 1 / 0 }}"},
      {"equality storm", "{% set s = 'a' * 8000000 %}{% set t = 'a' * 4000000 ~ 'a' * 4000000 %}{% for i in range(99999) %}{% set x = s == t %}{% endfor %}"},
      {"key storm", "{% set s = 'a' * 8000000 %}{% for i in range(99999) %}{% set x = {'a': 1}.get(s) %}{% endfor %}"},
      {"count storm", "{% set s = 'a' * 8000000 %}{% for i in range(99999) %}{% set n = s.count('b') %}{% endfor %}"},
      {"upper storm", "{% set s = 'a' * 4000000 %}{% for i in range(99999) %}{% set n = s.upper() %}{% endfor %}"},
      {"strip storm", "{% set s = ' ' * 4000000 %}{% for i in range(99999) %}{% set n = s.strip() %}{% endfor %}"},
      {"strip with many characters", "{% set s = 'a' * 4000000 %}{{ s.strip('b' * 4000000 ~ 'a') }}"},
      {"non-ASCII index storm", "{% set s = 'é' * 4000000 %}{% for i in range(99999) %}{% set c = s[3999999] %}{% endfor %}"},
      {"slice storm", "{% set s = 'é' * 4000000 %}{% for i in range(99999) %}{% set c = s[::-1] %}{% endfor %}"},
      {"captures in captures", repeated("{% set x %}", 60) + "{{ 'a' * 8000000 }}" + repeated("{{ 'a' * 8000000 }}{% endset %}{{ x }}", 60)},
      {"deep parentheses", "{{ " + repeated("(", 100000) + "1" + repeated(")", 100000) + " }}"},
      {"deep lists", "{{ " + repeated("[", 100000) + repeated("]", 100000) + " }}"},
      {"deep minus", "{{ " + repeated("-", 200000) + "1 }}"},
      {"deep if", repeated("{% if 1 %}", 40000) + repeated("{% endif %}", 40000)},
      {"deep for targets", "{% for " + repeated("(", 50000) + "a" + repeated(")", 50000) + " in [] %}{% endfor %}"},
      {"conditional chain", "{{ 1" + repeated(" if 0 else 1", 70000) + repeated(" if 0", 5) + " }}"},
      {"deep dictionaries", "{{ " + repeated("{1:", 50000) + "1" + repeated("}", 50000) + " }}"},
      {"deep call arguments", "{{ " + repeated("f(", 50000) + repeated(")", 50000) + " }}"},
      {"deep filter arguments", "{{ 1" + repeated("|d(1", 50000) + repeated(")", 50000) + " }}"},
  };
}

}  // namespace

class TemplateBudgetTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void hostile_data();
  void hostile();
  void longButFlatIsFine_data();
  void longButFlatIsFine();
  void sourceLimit();
  void ownBudget();
  void largeConversation();
  void unsupportedIsNamed_data();
  void unsupportedIsNamed();
  void errorsSayWhere();
};

void TemplateBudgetTest::hostile_data() {
  QTest::addColumn<int>("index");
  int index = 0;
  for (const Hostile& each : ::hostile()) QTest::newRow(each.name) << index++;
}

void TemplateBudgetTest::hostile() {
  QFETCH(int, index);
  const std::string source = ::hostile()[static_cast<std::size_t>(index)].source;
  resetPeak();
  const long before = memoryKiB("VmRSS");
  QElapsedTimer timer;
  timer.start();
  std::string code, detail;
  {
    const auto compiled = text::ChatTemplate::compile(source);
    if (!compiled.ok()) {
      code = compiled.error().code;
      if (compiled.error().args.contains("which")) detail = compiled.error().args.at("which");
    } else {
      const auto rendered = compiled->render(base::Json::object());
      code = rendered.ok() ? "rendered" : rendered.error().code;
      if (!rendered.ok() && rendered.error().args.contains("which")) detail = rendered.error().args.at("which");
    }
  }
  const qint64 spent = timer.elapsed();
  const long grown = memoryKiB("VmHWM") - before;
  qInfo("%s %s, %lld ms, peak +%ld MiB", code.c_str(), detail.c_str(), static_cast<long long>(spent), grown / 1024);
  QVERIFY2(code == "template.budget" || code == "template.unsupported" || code == "template.syntax" || code == "template.type", code.c_str());
  QVERIFY2(spent < (kSanitized ? 6000 : 2300), "too slow");
  if (!kSanitized) QVERIFY2(grown < 64L * 1024, "too much memory");
}

void TemplateBudgetTest::longButFlatIsFine_data() {
  QTest::addColumn<QByteArray>("source");
  QTest::addColumn<qsizetype>("length");
  QTest::newRow("sum") << QByteArray::fromStdString("{{ 1" + repeated(" + 1", 50000) + " }}") << qsizetype(5);
  QTest::newRow("concatenation") << QByteArray::fromStdString("{{ 'a'" + repeated(" ~ 'a'", 50000) + " }}") << qsizetype(50001);
  QTest::newRow("and") << QByteArray::fromStdString("{{ 1" + repeated(" and 1", 50000) + " }}") << qsizetype(1);
  QTest::newRow("not") << QByteArray::fromStdString("{{" + repeated(" not", 50001) + " 1 }}") << qsizetype(5);
  QTest::newRow("filters") << QByteArray::fromStdString("{{ 'a'" + repeated("|trim", 50000) + " }}") << qsizetype(1);
  QTest::newRow("elif") << QByteArray::fromStdString("{% if 0 %}" + repeated("{% elif 0 %}", 30000) + "{% else %}x{% endif %}") << qsizetype(1);
  QTest::newRow("else chain") << QByteArray::fromStdString("{{ 1" + repeated(" if 0 else 1", 30000) + " }}") << qsizetype(1);
  QTest::newRow("tests") << QByteArray::fromStdString("{{ 1" + repeated(" is eq 1", 50000) + " }}") << qsizetype(4);
  QTest::newRow("prints") << QByteArray::fromStdString(repeated("{{ 1 }}", 100000)) << qsizetype(100000);
  QTest::newRow("plain") << QByteArray::fromStdString(repeated("abcdefgh", 100000)) << qsizetype(800000);
}

void TemplateBudgetTest::longButFlatIsFine() {
  QFETCH(QByteArray, source);
  QFETCH(qsizetype, length);
  const auto compiled = text::ChatTemplate::compile(source.toStdString());
  TIMBRE_OK(compiled);
  const auto rendered = compiled->render(base::Json::object());
  TIMBRE_OK(rendered);
  QCOMPARE(qsizetype(rendered->text.size()), length);
}

void TemplateBudgetTest::sourceLimit() {
  TIMBRE_OK(text::ChatTemplate::compile(std::string(1u << 20, 'a')));
  QCOMPARE(text::ChatTemplate::compile(std::string((1u << 20) + 1, 'a')).error().code, std::string("template.too_large"));
  QCOMPARE(text::ChatTemplate::compile("\xFF").error().code, std::string("template.syntax"));
}

void TemplateBudgetTest::ownBudget() {
  const auto compiled = text::ChatTemplate::compile("{% for i in range(100) %}{{ i }}{% endfor %}");
  TIMBRE_OK(compiled->render(base::Json::object()));
  const auto steps = compiled->render(base::Json::object(), {.steps = 50});
  QCOMPARE(steps.error().args.at("which"), std::string("steps"));
  const auto output = compiled->render(base::Json::object(), {.outputBytes = 50});
  QCOMPARE(output.error().args.at("which"), std::string("output"));
  const auto recursive = text::ChatTemplate::compile("{% macro f(n) %}{{ f(n - 1) if n else 'x' }}{% endmacro %}{{ f(20) }}");
  TIMBRE_OK(recursive->render(base::Json::object()));
  QCOMPARE(recursive->render(base::Json::object(), {.depth = 10}).error().args.at("which"), std::string("depth"));
}

void TemplateBudgetTest::largeConversation() {
  // Two thousand messages of two kilobytes: what a person may really hold, far within the limits.
  base::Json context = {{"messages", base::Json::array()}};
  for (int i = 0; i < 2000; ++i) context["messages"].push_back({{"role", i % 2 ? "assistant" : "user"}, {"content", std::string(2000, 'a')}});
  const auto compiled = text::ChatTemplate::compile(std::string(text::chatMlTemplate()));
  const auto rendered = compiled->render(context);
  TIMBRE_OK(rendered);
  QVERIFY(rendered->text.size() > 4000000);
}

void TemplateBudgetTest::unsupportedIsNamed_data() {
  QTest::addColumn<QByteArray>("source");
  QTest::addColumn<QByteArray>("what");
  QTest::newRow("include") << QByteArray("{% include 'x' %}") << QByteArray("{% include %}");
  QTest::newRow("block") << QByteArray("{% block x %}{% endblock %}") << QByteArray("{% block %}");
  QTest::newRow("import") << QByteArray("{% import 'x' as y %}") << QByteArray("{% import %}");
  QTest::newRow("do") << QByteArray("{% do x %}") << QByteArray("{% do %}");
  QTest::newRow("filter") << QByteArray("{{ x | urlize }}") << QByteArray("the filter 'urlize'");
  QTest::newRow("test") << QByteArray("{{ x is strange }}") << QByteArray("the test 'strange'");
  QTest::newRow("cycler") << QByteArray("{{ cycler(1) }}") << QByteArray("cycler()");
}

void TemplateBudgetTest::unsupportedIsNamed() {
  QFETCH(QByteArray, source);
  QFETCH(QByteArray, what);
  const auto compiled = text::ChatTemplate::compile(source.toStdString());
  QVERIFY(!compiled.ok());
  QCOMPARE(compiled.error().code, std::string("template.unsupported"));
  QCOMPARE(compiled.error().args.at("what"), what.toStdString());
}

void TemplateBudgetTest::errorsSayWhere() {
  const auto bad = text::ChatTemplate::compile("line one\n  {{ 1 + }}");
  QCOMPARE(bad.error().code, std::string("template.syntax"));
  QCOMPARE(bad.error().line, std::optional<long long>(2));
  QCOMPARE(bad.error().column, std::optional<long long>(10));
  const auto raised = text::ChatTemplate::compile("{% if true %}\n{{ raise_exception('only ' ~ 1) }}{% endif %}")->render(base::Json::object());
  QCOMPARE(raised.error().code, std::string("template.raised"));
  QCOMPARE(raised.error().args.at("message"), std::string("only 1"));
  QCOMPARE(raised.error().line, std::optional<long long>(2));
  const auto missing = text::ChatTemplate::compile("\n\n{{ nobody.name }}")->render(base::Json::object());
  QCOMPARE(missing.error().code, std::string("template.undefined"));
  QCOMPARE(missing.error().args.at("what"), std::string("nobody"));
  QCOMPARE(missing.error().line, std::optional<long long>(3));
}

QTEST_APPLESS_MAIN(TemplateBudgetTest)
#include "template_budget_test.moc"
