// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_ops.h"
#include "core/base/hash.h"
#include "tests/session/dataset_desk.h"

using namespace timbre::session;
using namespace timbre::testing;
using timbre::base::Json;

class DatasetServiceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void emptyProject() {
    Desk desk;
    QCOMPARE(desk.view.count, std::int64_t(0));
    QVERIFY(desk.page().empty());
    const auto history = desk.probe.wait<HistoryChanged>();
    QVERIFY(history && !history->undo && !history->redo);
    QCOMPARE(desk.probe.wait<NumbersChanged>()->rows, std::int64_t(0));
  }

  void pageAfterSubmitShowsTheEdit() {
    Desk desk(chatRows(50));
    const auto rows = desk.page();
    for (int round = 0; round < 200; ++round) {
      const RowSummary& target = rows[static_cast<std::size_t>(round % 50)];
      const std::string text = "edit " + std::to_string(round);
      const Ticket ticket = desk.service->submit(SetCell{target.id, Cell::User, text});
      desk.service->requestPage(desk.view.generation, round % 50, 1);
      const auto page = desk.probe.wait<PageReady>();
      QCOMPARE(page->rows[0].user, text);
      if (round % 3 == 0) QVERIFY(!desk.probe.wait<EditDone>(ticket)->error);
    }
    QVERIFY(desk.probe.wait<PendingChanged>([](const PendingChanged& p) { return p.pending == 0; }).has_value());
  }

  void editsUndoAndRedo() {
    Desk desk(chatRows(4));
    const std::string before = desk.exported();
    const auto rows = desk.page();
    desk.edit(SetCell{rows[0].id, Cell::Assistant, "one"});
    desk.edit(SetTags{{rows[0].id, rows[1].id}, {"facts", " two\nwords "}, {}, false});
    desk.edit(SetSplit{{rows[2].id}, Split::Validation});
    desk.edit(FillCell{{rows[0].id, rows[3].id}, Cell::System, "Marv"});
    auto page = desk.page();
    QCOMPARE(page[0].assistant, std::string("one"));
    QCOMPARE(page[1].tags, (std::vector<std::string>{"facts", "two words"}));
    QCOMPARE(page[2].split, Split::Validation);
    QCOMPARE(page[3].system, std::string("Marv"));
    const auto history = desk.probe.wait<HistoryChanged>([](const HistoryChanged& h) { return h.undo && h.undo->label == EditLabel::EditCells; });
    QCOMPARE(history->undo->rows, std::int64_t(2));
    for (int i = 0; i < 4; ++i) QVERIFY(!desk.step(desk.service->undo()).error);
    QCOMPARE(desk.exported(), before);
    page = desk.page();
    QVERIFY(page[1].tags.empty());
    QCOMPARE(page[2].split, Split::Auto);
    for (int i = 0; i < 4; ++i) desk.step(desk.service->redo());
    page = desk.page();
    QCOMPARE(page[0].assistant, std::string("one"));
    QCOMPARE(page[3].system, std::string("Marv"));
    QCOMPARE(desk.step(desk.service->redo()).affectedCount, std::int64_t(0));
    // Nothing differs: no step.
    QCOMPARE(desk.edit(SetCell{rows[0].id, Cell::Assistant, "one"}).affectedCount, std::int64_t(0));
  }

  void structureAndOrder() {
    Desk desk(chatRows(4));
    auto rows = desk.page();
    auto done = desk.edit(InsertRows{rows[1].id, {{Json::parse(chatRow("new", "a")), {"t"}, Split::Train}, {}}});
    QVERIFY(done.structure);
    QCOMPARE(desk.view.version, done.version);
    QCOMPARE(desk.view.added.size(), std::size_t(2));
    QCOMPARE(desk.view.firstAdded, std::int64_t(2));
    QCOMPARE(desk.users(), std::string("question 1,question 2,new,,question 3,question 4"));
    desk.edit(DuplicateRows{{rows[0].id, rows[3].id}});
    QCOMPARE(desk.users(), std::string("question 1,question 1,question 2,new,,question 3,question 4,question 4"));
    desk.edit(DeleteRows{{rows[1].id, rows[2].id}});
    QCOMPARE(desk.users(), std::string("question 1,question 1,new,,question 4,question 4"));
    desk.edit(MoveRows{{rows[3].id, rows[0].id}, 0});
    QCOMPARE(desk.users(), std::string("question 4,question 1,question 1,new,,question 4"));
    desk.edit(MoveRows{{rows[3].id}, -1});
    QCOMPARE(desk.users(), std::string("question 1,question 1,new,,question 4,question 4"));
    const std::string end = desk.exported();
    for (int i = 0; i < 5; ++i) desk.step(desk.service->undo());
    QCOMPARE(desk.exported(), chatRows(4));
    for (int i = 0; i < 5; ++i) desk.step(desk.service->redo());
    QCOMPARE(desk.exported(), end);
  }

  // A gap is used up by inserting at one place; the spreading must keep the order and the undo list.
  void manyInsertsAtOnePlace() {
    Desk desk(chatRows(3));
    const auto rows = desk.page();
    desk.edit(MoveRows{{rows[2].id}, rows[0].id});
    std::vector<std::string> expected;
    for (int i = 0; i < 120; ++i) {
      const std::string text = "n" + std::to_string(i);
      desk.edit(InsertRows{rows[0].id, {{Json::parse(chatRow(text, "a")), {}, Split::Auto}}});
      expected.insert(expected.begin(), text);
    }
    desk.service->requestPage(desk.view.generation, 0, 1'000);
    const auto page = desk.probe.wait<PageReady>();
    QCOMPARE(page->rows.size(), std::size_t(123));
    for (std::size_t i = 0; i < 120; ++i) QCOMPARE(page->rows[i + 1].user, expected[i]);
    for (int i = 0; i < 121; ++i) desk.step(desk.service->undo());
    QCOMPARE(desk.exported(), chatRows(3));
    for (int i = 0; i < 121; ++i) desk.step(desk.service->redo());
    QCOMPARE(desk.page(1, 1)[0].user, std::string("n119"));
  }

  void viewsStayPutUntilAppliedAgain() {
    Desk desk(chatRows(30));
    desk.apply({.text = "QUESTION 2"});
    QCOMPARE(desk.view.count, std::int64_t(11));  // 2, 20…29
    auto rows = desk.page();
    QCOMPARE(rows[1].number, std::int64_t(20));
    desk.edit(SetCell{rows[0].id, Cell::User, "something else"});
    QCOMPARE(desk.page()[0].user, std::string("something else"));  // the row stays where it is
    QCOMPARE(desk.page().size(), std::size_t(11));
    desk.edit(InsertRows{rows[1].id, {{}}});
    QCOMPARE(desk.view.count, std::int64_t(12));
    QCOMPARE(desk.page()[2].user, std::string());
    desk.apply({.text = "question 2"});
    QCOMPARE(desk.view.count, std::int64_t(10));
    desk.checked();
    desk.apply({.sort = SortKey::User, .descending = true});
    QCOMPARE(desk.page()[0].user, std::string("something else"));
    QCOMPARE(desk.page()[1].user, std::string("question 9"));
    desk.apply({.text = "no such text"});
    QCOMPARE(desk.view.count, std::int64_t(0));
    desk.apply({});
    desk.service->setView({.text = "a"});
    const Ticket last = desk.service->setView({.text = "question 30"});
    QCOMPARE(desk.probe.wait<ViewReady>(last)->count, std::int64_t(1));
  }

  void problemsFollowEdits() {
    Desk desk(chatRow("q1", "a1") + "\n" + chatRow("q2", "") + "\n" + chatRow("q1", "a1") + "\n" + chatRow("Q1 ", "other") + "\n" +
              chatRow("q5", "I am {{NAME}}") + "\n");
    auto problems = desk.checked();
    QCOMPARE(problems.errors, std::int64_t(2));
    QCOMPARE(problems.warnings, std::int64_t(2));
    QCOMPARE(problems.list[0].number, std::int64_t(2));
    QCOMPARE(problems.list[0].problem.kind, ProblemKind::EmptyAnswer);
    QCOMPARE(problems.list[1].problem.detail, std::string("{{NAME}}"));
    QCOMPARE(problems.list[2].problem.kind, ProblemKind::DuplicateRow);
    QCOMPARE(problems.list[2].otherNumber, std::int64_t(1));
    QCOMPARE(problems.list[3].problem.kind, ProblemKind::DuplicatePrompt);
    auto rows = desk.page();
    QCOMPARE(rows[0].check, RowCheck::Passed);
    QCOMPARE(rows[1].check, RowCheck::Error);
    QCOMPARE(rows[2].check, RowCheck::Warning);
    QCOMPARE(desk.row(rows[2].id).problems[0].otherRow, rows[0].id);
    const auto next = desk.probe.wait<FoundRow>(desk.service->nextProblem(rows[1].id));
    QCOMPARE(next->row, rows[2].id);
    QCOMPARE(desk.probe.wait<FoundRow>(desk.service->nextProblem(rows[4].id))->row, rows[1].id);
    // Taking the original away frees one copy and makes it the original of the other.
    desk.probe.forget();
    desk.edit(DeleteRows{{rows[0].id}});
    problems = *desk.probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == p.total && p.total == 4 && p.warnings == 1; });
    QCOMPARE(problems.list.back().problem.otherRow, rows[2].id);
    desk.probe.forget();
    desk.step(desk.service->undo());
    QVERIFY(desk.probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == p.total && p.total == 5 && p.warnings == 2; }));
    desk.probe.forget();
    desk.edit(SetCell{rows[1].id, Cell::Assistant, "now"});
    desk.edit(ReplaceText{{}, {}, "{{name}}", "Marv", false, false});
    QVERIFY(desk.probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == p.total && p.errors == 0; }));
    desk.apply({.onlyProblems = true});
    QCOMPARE(desk.view.count, std::int64_t(2));
    desk.apply({.problem = ProblemKind::DuplicatePrompt});
    QCOMPARE(desk.view.count, std::int64_t(1));
  }

  void nearDuplicatesAndMissingPrompts() {
    Desk desk(chatRow("What is the capital of France?", "Paris.", "Marv") + "\n" + chatRow("whats the capital of france", "Paris!", "Marv") + "\n" +
              chatRow("Who painted the ceiling?", "He did.", "Marv") + "\n" + chatRow("And what is this one here?", "Odd.") + "\n");
    auto problems = *desk.probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == 4 && p.warnings == 2; });
    QCOMPARE(problems.list[0].problem.kind, ProblemKind::NearDuplicate);
    QCOMPARE(problems.list[0].number, std::int64_t(2));
    QCOMPARE(problems.list[0].otherNumber, std::int64_t(1));
    QCOMPARE(problems.list[0].problem.detail, std::string("93"));
    QCOMPARE(problems.list[1].problem.kind, ProblemKind::NoSystem);
    const auto rows = desk.page();
    desk.edit(FillCell{{rows[3].id}, Cell::System, "Marv"});
    QVERIFY(desk.probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == 4 && p.warnings == 1; }));
    // The first one changes: the second is no copy of it any more.
    desk.edit(SetCell{rows[0].id, Cell::User, "How many people live in Lyon today?"});
    QVERIFY(desk.probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == 4 && p.warnings == 0; }));
    desk.edit(SetCell{rows[0].id, Cell::User, "Whats the capital of France"});
    QVERIFY(desk.probe.wait<ProblemsChanged>([](const auto& p) { return p.checked == 4 && p.warnings == 1 && p.list[0].problem.kind == ProblemKind::DuplicatePrompt; }));
  }

  void numbersWithAnEncoder() {
    Desk desk(chatRow("ab", "cde") + "\n" + chatRow("a", std::string(100, 'x')) + "\n" + chatRow("z", "") + "\n");
    desk.checked();
    desk.service->setPrices({{"p1", "P1", 10, "USD", "2025-08-01", "cl100k"}, {"p2", "P2", 1'000'000, "USD", "", ""}}, "p2");
    desk.service->setEncoder(byteEncoder(), "bytes");
    auto numbers = desk.probe.wait<NumbersChanged>([](const NumbersChanged& n) { return n.complete && n.countedRows == 2 && !n.costs.empty(); });
    QVERIFY(numbers.has_value());
    QCOMPARE(numbers->rows, std::int64_t(3));
    QCOMPARE(numbers->usedRows, std::int64_t(2));
    const auto encoded = byteEncoder()->encode(*timbre::base::parseJson(chatRow("ab", "cde")));
    TIMBRE_OK(encoded);
    const auto first = static_cast<std::int64_t>(encoded->ids.size());
    QCOMPARE(numbers->lengths.min, static_cast<double>(first));
    QCOMPARE(numbers->defaultEpochs, std::int64_t(25));
    QCOMPARE(numbers->totalTokens, numbers->tokens * 25);
    QCOMPARE(numbers->costs[0].price.id, std::string("p2"));
    QCOMPARE(numbers->costs[0].train, static_cast<double>(numbers->totalTokens));
    QVERIFY(numbers->costEstimated);
    const auto rows = desk.page();
    QCOMPARE(rows[0].tokens, first);
    QVERIFY(rows[0].trainedTokens >= 4 && rows[0].trainedTokens < first);
    desk.service->setTokenLimit(100);
    desk.service->setEpochs(4);
    desk.service->setPrices({{"p2", "P2", 1'000'000, "USD", "", "bytes", 110}, {"p1", "P1", 10, "USD", "2025-08-01", "cl100k"}}, "p2");
    desk.service->setHostedCounter([](std::string_view text) { return static_cast<std::int64_t>(text.size()); }, "bytes_base");
    numbers = desk.probe.wait<NumbersChanged>([](const NumbersChanged& n) { return n.limit == 100 && n.epochs == 4 && n.complete && n.hostedTokens >= 0; });
    QVERIFY(numbers.has_value());
    QCOMPARE(numbers->overLimit, std::int64_t(1));
    QCOMPARE(numbers->totalTokens, (first + 100) * 4);
    // The second row has 3 + 3 + 4 + 1 + 3 + 9 + 100 of them; the price bills 110 at most, whatever limit the own run has.
    QCOMPARE(numbers->hostedTokens, ((3 + 3 + 4 + 2 + 3 + 9 + 3) + 110) * 4);
    QCOMPARE(numbers->hostedRows, std::int64_t(2));
    QCOMPARE(numbers->hostedEncoding, std::string("bytes_base"));
    QVERIFY(!numbers->costEstimated && !numbers->costs[0].estimated);
    QCOMPARE(numbers->costs[0].train, static_cast<double>(numbers->hostedTokens));
    QVERIFY(numbers->costs[1].estimated);  // bills other tokens
    std::int64_t bars = 0;
    for (const HistogramBar& bar : numbers->histogram) bars += bar.rows;
    QCOMPARE(bars, std::int64_t(2));
    desk.apply({.minTokens = 101});
    QCOMPARE(desk.view.count, std::int64_t(1));
    QCOMPARE(desk.page()[0].problems, (std::vector<ProblemKind>{ProblemKind::TooLong}));
    desk.apply({.sort = SortKey::Tokens, .descending = true});
    QCOMPARE(desk.page()[0].user, std::string("a"));
    QCOMPARE(desk.row(rows[0].id).messageTokens, (std::vector<std::int64_t>{2, 3}));
  }

  void hostedTokensFollowTheirEncoding() {
    Desk desk(chatRow("ab", "cde") + "\n" + chatRow("q", "answer") + "\n");
    desk.checked();
    desk.service->setEpochs(1);
    desk.service->setPrices({{"p", "P", 1, "USD", "", "one"}}, "p");
    const auto bytes = [](std::string_view text) { return static_cast<std::int64_t>(text.size()); };
    const auto ones = [](std::string_view) { return std::int64_t(1); };
    const auto settled = [&](std::int64_t tokens) {
      return desk.probe.wait<NumbersChanged>([tokens](const NumbersChanged& n) { return n.complete && n.hostedTokens == tokens; }).has_value();
    };
    // Two messages of two texts: 3 + 2 · (3 + 2) a row.
    desk.service->setHostedCounter(ones, "one_base");
    QVERIFY(settled(26));
    // Another encoding, and back at once: no figure of the one is shown under the name of the other.
    desk.service->setHostedCounter(bytes, "two_base");
    desk.service->setHostedCounter(ones, "one_base");
    QVERIFY(settled(26));
    desk.service->setHostedCounter(bytes, "two_base");
    const auto other = desk.probe.wait<NumbersChanged>([](const NumbersChanged& n) { return n.complete && n.hostedEncoding == "two_base" && n.hostedRows == 2; });
    QVERIFY(other.has_value());
    QCOMPARE(other->hostedTokens, std::int64_t(-1));
    QVERIFY(other->costEstimated && other->costs.empty());
    // What the service does not train on it does not bill.
    desk.service->setHostedCounter(ones, "one_base");
    QVERIFY(settled(26));
    desk.edit(SetSplit{{desk.page()[1].id}, Split::Validation});
    QVERIFY(settled(13));
    // A text that cannot be counted makes no number smaller.
    desk.service->setHostedCounter([](std::string_view text) { return std::int64_t(text == "cde" ? -1 : 1); }, "half_base");
    desk.service->setPrices({{"p", "P", 1, "USD", "", "half"}}, "p");
    const auto half = desk.probe.wait<NumbersChanged>([](const NumbersChanged& n) { return n.complete && n.hostedEncoding == "half_base" && n.hostedRows == 1; });
    QVERIFY(half.has_value());
    desk.service->setHostedCounter({}, "");
    QVERIFY(desk.probe.wait<NumbersChanged>([](const NumbersChanged& n) { return n.complete && n.hostedTokens < 0 && n.hostedEncoding.empty(); }).has_value());
  }

  void promptsTagsAndSelections() {
    Desk desk(chatRow("1", "a", "Be Marv.") + "\n" + chatRow("2", "a", "Be Marv.") + "\n" + chatRow("3", "a", "Be kind.") + "\n" + chatRow("4", "a") + "\n");
    desk.checked();
    desk.service->namePrompt("Be Marv.", "Marv");
    QVERIFY(desk.probe.wait<PromptsReady>(Ticket(0)).has_value());
    const auto prompts = desk.probe.wait<PromptsReady>(desk.service->requestPrompts());
    QCOMPARE(prompts->prompts.size(), std::size_t(2));
    QCOMPARE(prompts->prompts[0].rows, std::int64_t(2));
    QCOMPARE(prompts->prompts[0].name, std::string("Marv"));
    auto rows = desk.page();
    QCOMPARE(rows[0].systemName, std::string("Marv"));
    QCOMPARE(rows[0].systemGroup, rows[1].systemGroup);
    QVERIFY(rows[2].systemGroup != rows[0].systemGroup && rows[2].systemGroup >= 0);
    QCOMPARE(rows[3].systemGroup, std::int64_t(-1));
    desk.edit(SetTags{{rows[0].id}, {"facts"}, {}, false});
    desk.edit(SetSplit{{rows[1].id}, Split::Train});
    const auto selection = desk.probe.wait<SelectionSummary>(desk.service->summariseSelection({rows[0].id, rows[1].id, rows[2].id}));
    QCOMPARE(selection->rows, std::int64_t(3));
    QCOMPARE(selection->prompts.size(), std::size_t(2));
    QCOMPARE(selection->tags, (std::vector<std::pair<std::string, std::int64_t>>{{"facts", 1}}));
    QCOMPARE(selection->trainRows, std::int64_t(1));
    desk.apply({.tag = "facts"});
    QCOMPARE(desk.view.count, std::int64_t(1));
    desk.apply({.split = Split::Train});
    QCOMPARE(desk.view.count, std::int64_t(1));
    desk.apply({.systemGroup = rows[0].systemGroup});
    QCOMPARE(desk.view.count, std::int64_t(2));
    desk.apply({.text = "marv"});  // the name and the text of the prompt are found
    QCOMPARE(desk.view.count, std::int64_t(2));
  }

  void failedEditsAreTakenBack() {
    Desk desk(chatRows(2));
    const auto rows = desk.page();
    QCOMPARE(desk.edit(SetMessages{rows[0].id, "no list"}).error->code, std::string("data.not_messages"));
    QCOMPARE(desk.edit(SetCell{999, Cell::User, "x"}).error->code, std::string("store.rows_gone"));
    QCOMPARE(desk.page()[0].user, std::string("question 1"));
    QVERIFY(desk.page()[0].saved);
  }

  void reopensWithEverything() {
    TempFolder folder;
    std::string before;
    {
      auto project = *createProject(folder.path() / "项目 one");
      DatasetProbe probe;
      auto service = createDatasetService(project, probe.sink());
      writeFile(folder.path() / "in.jsonl", chatRows(3));
      probe.wait<ImportDone>(service->importFile(folder.path() / "in.jsonl"));
      service->setEpochs(7);
      project->putDraft("row:1:user", "unfinished");
    }
    auto project = openProject(folder.path() / "项目 one" / "project.timbre");
    TIMBRE_OK(project);
    QCOMPARE((*project)->leftDrafts().size(), std::size_t(1));
    DatasetProbe probe;
    auto service = createDatasetService(*project, probe.sink());
    QCOMPARE(probe.wait<ViewReady>()->count, std::int64_t(3));
    QVERIFY(probe.wait<HistoryChanged>()->undo.has_value());
    QCOMPARE(probe.wait<NumbersChanged>()->epochs, std::int64_t(7));
    QVERIFY(!probe.wait<EditDone>(service->undo())->error);
    service.reset();
  }
};

QTEST_GUILESS_MAIN(DatasetServiceTest)
#include "dataset_service_test.moc"
