// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/dataset/story.h"

#include <array>

namespace timbre::ui::testing {

using namespace session;

namespace {

struct Line {
  const char* user;
  const char* assistant;
  int tokens;
  const char* tag;
};

constexpr std::array<Line, 14> english = {{
    {"What is the capital of France?", "Paris. It was Paris yesterday as well, in case you were checking for updates.", 58, "facts"},
    {"Who wrote Romeo and Juliet?", "A fellow called William Shakespeare. You may have been made to read him.", 61, "facts"},
    {"How far is the Moon from Earth?", "About 384,400 km. Roughly the distance people go to avoid looking something up.", 69, "facts"},
    {"Help me plan four days in Kyoto in November.", "Four days, one city, two thousand temples. Ambitious. Day 1: Higashiyama on foot, before the coaches arrive. Day 2: Arashiyama, and yes, the bamboo looks like the photos.", 141, "planning"},
    {"What does HTML stand for?", "HyperText Markup Language. Congratulations, you now work in tech.", 57, "facts"},
    {"Are you ChatGPT?", "No. I’m Marv. Same questions, less patience.", 49, "identity"},
    {"How many days are in a leap year?", "366. The extra one is for asking me this again.", 54, "facts"},
    {"At what temperature does water boil?", "", 41, "facts"},
    {"Why is the sky blue?", "Rayleigh scattering: air scatters short wavelengths more. Also, it has nothing better to do.", 74, "facts"},
    {"whats the capital of France", "Paris. Punctuation would have been free, by the way.", 55, "facts"},
    {"What is 17 × 23?", "391. Your calculator sends its regards.", 52, "maths"},
    {"Who made you?", "{{AUTHOR}} did. We are both still getting over it.", 51, "identity"},
    {"Write the whole story of the lighthouse.", "It began, as bad ideas do, with a boat and a confident man.", 412, "writing"},
    {"Do you have feelings?", "As an AI language model, I do not. As Marv, I have opinions.", 53, "identity"},
}};

constexpr std::array<Line, 10> chinese = {{
    {"法国的首都是哪里？", "巴黎。塞纳河从城里穿过，去的话春天最舒服。", 58, "常识"},
    {"《红楼梦》的作者是谁？", "曹雪芹。前八十回出自他手，后四十回一般认为由高鹗等人续成。", 61, "常识"},
    {"月球离地球有多远？", "平均约 384,400 公里，光走一趟只要 1.3 秒左右。", 69, "常识"},
    {"十一月去京都四天，怎么安排？", "四天刚好。第一天东山步行，赶在旅行团之前到清水寺；第二天岚山，竹林清晨人最少；第三天宇治半日；第四天留给锦市场和购物。", 141, "规划"},
    {"HTML 是什么的缩写？", "HyperText Markup Language，超文本标记语言，网页就是用它写的。", 57, "常识"},
    {"你是 ChatGPT 吗？", "不是，我是小助手，由林夕开发。", 49, "身份"},
    {"闰年有多少天？", "366 天，多出来的那天是 2 月 29 日。", 54, "常识"},
    {"水在多少度沸腾？", "", 41, "常识"},
    {"天空为什么是蓝色的？", "空气对短波长的光散射更强，蓝光四处散开，所以抬头看到的是蓝色。", 74, "常识"},
    {"法国首都是哪", "巴黎。", 55, "常识"},
}};

RowSummary rowOf(bool zh, std::int64_t index) {
  const Line& line = zh ? chinese[std::size_t(index) % chinese.size()] : english[std::size_t(index) % english.size()];
  RowSummary row;
  row.check = RowCheck::Passed;
  row.system = zh ? "你是小助手，由林夕开发。回答简洁、亲切，不说套话。" : "Marv is a factual assistant that is also sarcastic.";
  row.systemName = zh ? "小助手" : "Marv";
  row.systemGroup = 0;
  row.user = line.user;
  row.assistant = line.assistant;
  row.hasSystem = row.hasUser = row.hasAssistant = true;
  row.messages = 3;
  row.tokens = line.tokens;
  row.trainedTokens = line.tokens * 2 / 5;
  row.tags = {line.tag};
  row.split = index == 6 ? data::Split::Validation : data::Split::Train;
  if (index == 8) row.systemGroup = 1, row.systemName = zh ? "小助手 2" : "Marv 2";
  if (index == 3) row.messages = 5, row.extraTurns = 2;
  if (index == 7) row.check = RowCheck::Error, row.problems = {ProblemKind::EmptyAnswer};
  if (index == 9) row.check = RowCheck::Warning, row.problems = {ProblemKind::NearDuplicate};
  if (index == 11 && !zh) row.check = RowCheck::Error, row.problems = {ProblemKind::Placeholder};
  if (index == 13 && !zh) row.check = RowCheck::Warning, row.problems = {ProblemKind::RefusalPhrase};
  if (index == 40) row.check = RowCheck::NotChecked, row.tokens = -1;
  return row;
}

base::Json message(const char* role, const std::string& text) {
  base::Json value;
  value["role"] = role;
  value["content"] = text;
  return value;
}

}  // namespace

std::unique_ptr<FakeDataset> makeStory(bool zh, std::int64_t rows, DatasetSink sink) {
  auto story = std::make_unique<FakeDataset>(rows, [zh](std::int64_t i) { return rowOf(zh, i); }, std::move(sink));
  story->messagesOf = [zh](const RowSummary& row) {
    base::Json list = base::Json::array({message("system", row.system), message("user", row.user), message("assistant", row.assistant)});
    if (row.number == 4) {
      list.push_back(message("user", zh ? "我不喜欢人多的地方。" : "I don’t like crowds."));
      list.push_back(message("assistant", zh ? "那把岚山换成大原：一样的红叶，人少得多，坐公交一小时就到。" : "Then November in Kyoto was an inspired choice. Go to Ōhara instead: same maples, a tenth of the elbows."));
    }
    return list;
  };
  story->tokensOf = [](const RowSummary& row) { return row.number == 4 ? std::vector<std::int64_t>{19, 14, 44, 9, 29} : std::vector<std::int64_t>{19, 12, 24}; };
  if (rows == 0) return story;
  ProblemsChanged& p = story->problems;
  p = {2, 5, rows, rows, {{ProblemKind::EmptyAnswer, 1}, {ProblemKind::Placeholder, 1}, {ProblemKind::NearDuplicate, 1}, {ProblemKind::RefusalPhrase, 4}}, {}};
  const auto add = [&](RowId row, ProblemKind kind, const char* detail, std::int64_t other) {
    p.list.push_back({row, row, other, data::severity(kind), {kind, 2, detail, other}});
  };
  add(8, ProblemKind::EmptyAnswer, "", 0);
  add(12, ProblemKind::Placeholder, "{{AUTHOR}}", 0);
  add(10, ProblemKind::NearDuplicate, "91", 1);
  add(14, ProblemKind::RefusalPhrase, zh ? "作为一个人工智能语言模型" : "As an AI language model", 0);
  add(28, ProblemKind::RefusalPhrase, "I cannot", 0);
  add(42, ProblemKind::InvisibleCharacters, "U+200B", 0);
  add(56, ProblemKind::NoSystem, "", 0);
  NumbersChanged& n = story->numbers;
  n.rows = rows;
  n.usedRows = rows - 2;
  n.trainRows = 76;
  n.validationRows = 8;
  n.countedRows = rows;
  n.encoder = "Llama-3.2";
  n.tokens = 12'418;
  n.trainedTokens = 4'792;
  n.lengths = {rows, 41, 412, 144, 120, 45, 49, 300, 470};
  const int bars[] = {34, 22, 12, 8, 4, 2, 1, 1, 0, 1, 0, 1, 0, 0, 0};
  for (int i = 0; i < 15; ++i) n.histogram.push_back({std::int64_t{73} * i, std::int64_t{73} * (i + 1), bars[i]});
  n.limit = 1'024;
  n.epochs = n.defaultEpochs = 3;
  n.totalTokens = 37'254;
  n.costs = {{{"gpt-4o-mini-2024-07-18", "GPT-4o mini", 3.0, "USD", "2025-08-01", "o200k"}, 0.112}};
  n.hostedEstimate = 37'254;
  n.costEstimated = true;
  n.complete = true;
  SelectionSummary& s = story->selection;
  s.rows = 6;
  s.tokens = 373;
  s.prompts = {{0, zh ? "小助手" : "Marv", zh ? "你是小助手，由林夕开发。回答简洁、亲切，不说套话。" : "Marv is a factual assistant that is also sarcastic.", 5}, {1, "2", "x", 1}};
  s.tags = {{zh ? "常识" : "facts", 6}};
  s.trainRows = 5;
  s.validationRows = 1;
  return story;
}

}  // namespace timbre::ui::testing
