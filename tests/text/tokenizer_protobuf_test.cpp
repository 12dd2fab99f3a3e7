// SPDX-License-Identifier: GPL-3.0-or-later
// No field of a SentencePiece model is overlooked: changing it changes ids, texts or names, or is refused, or it stands
// in a list here because the original library does not look at it either when it encodes and decodes.
#include "core/text/tokenizer.h"
#include "tests/text/tokenizer_spm_builder.h"

#include <set>

using namespace timbre;
using namespace timbre::text;

namespace {

/// A protobuf message as its fields, written again as it was read.
struct Field {
  unsigned number = 0;
  unsigned wire = 0;
  std::uint64_t value = 0;  // varint
  std::string bytes;        // all other kinds
};

std::uint64_t readVarint(const std::string& from, std::size_t& at) {
  std::uint64_t out = 0;
  for (unsigned shift = 0; at < from.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(from[at++]);
    out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) break;
  }
  return out;
}

void writeVarint(std::string& to, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) to += static_cast<char>(value | 0x80);
  to += static_cast<char>(value);
}

std::vector<Field> parse(const std::string& bytes) {
  std::vector<Field> out;
  for (std::size_t at = 0; at < bytes.size();) {
    Field field;
    const std::uint64_t key = readVarint(bytes, at);
    field.number = static_cast<unsigned>(key >> 3);
    field.wire = static_cast<unsigned>(key & 7);
    if (field.wire == 0) {
      field.value = readVarint(bytes, at);
    } else {
      const std::size_t size = field.wire == 2 ? readVarint(bytes, at) : field.wire == 5 ? 4 : 8;
      field.bytes = bytes.substr(at, size);
      at += size;
    }
    out.push_back(std::move(field));
  }
  return out;
}

std::string serialise(const std::vector<Field>& fields) {
  std::string out;
  for (const Field& field : fields) {
    writeVarint(out, (std::uint64_t{field.number} << 3) | field.wire);
    if (field.wire == 0)
      writeVarint(out, field.value);
    else {
      if (field.wire == 2) writeVarint(out, field.bytes.size());
      out += field.bytes;
    }
  }
  return out;
}

Field numberField(unsigned n, std::uint64_t value) { return {n, 0, value, {}}; }
Field bytesField(unsigned n, std::string bytes) { return {n, 2, 0, std::move(bytes)}; }

void change(Field& field) {
  if (field.wire == 0)
    field.value = field.value > 1 ? field.value + 1 : 1 - field.value;
  else if (field.wire == 2)
    field.bytes = field.bytes.empty() ? "x" : field.bytes.substr(1);
  else
    field.bytes.back() = static_cast<char>(field.bytes.back() ^ 0x80);  // the sign
}

/// Fields of trainer_spec (2) and normalizer_spec (3) that decide nothing once a model is trained: what it was trained
/// on and with; where the trainer was asked to put the special pieces (40 to 43; the library finds them by name and
/// type); the names that only unk_id() and pad_id() look up (45, 48); name and rules of the normalizer (1, 6), of which
/// the precompiled map is what counts.
bool isTrainingOnly(unsigned message, unsigned n) {
  static const std::set<unsigned> kActs{3, 24, 35, 44, 46, 47};
  if (message == 2) return !kActs.contains(n);
  return message == 3 && (n == 1 || n == 6);
}

std::string behaviourOf(const std::string& bytes) {
  const auto t = testing::loadSpm(bytes);
  if (!t) return {};
  std::string out = std::to_string(t->vocabSize()) + " " + std::to_string(t->bosId().value_or(-1)) + " " +
                    std::to_string(t->eosId().value_or(-1)) + t->kind();
  for (const char* sample : {"the quick  brown", " hello  world ", "HE\thel llo", "\xE4\xBD\xA0\xE5\xA5\xBD <s> he",
                             "helhello lohe", "hello", "ell ohe", "[user]he", "x"}) {
    const auto ids = t->encodeIds(sample);
    if (!ids.ok()) return {};
    for (const TokenId id : *ids) out += std::to_string(id) + " ";
    out += t->decode(*ids, false) + "|";
  }
  const auto end = static_cast<TokenId>(t->vocabSize());
  for (TokenId id = 0; id < std::min(end, 300); ++id)
    out += t->tokenText(id) + (t->isSpecial(id) ? "*" : "") + t->tokenBytes(id) + ",";
  for (TokenId id = std::max(0, end - 20); id < end; ++id)
    out += t->tokenText(id) + (t->isSpecial(id) ? "*" : "") + ",";
  return out;
}

struct Unnoticed {
  QStringList list;
  int tried = 0;
};

/// Changes every field of the settings, and of `pieces` pieces of every type; `scores`: also theirs.
Unnoticed changeEach(const std::string& bytes, int pieces, bool scores) {
  const std::vector<Field> model = parse(bytes);
  const std::string before = behaviourOf(bytes);
  Unnoticed out;
  if (serialise(model) != bytes || before.empty()) {
    out.list << "not read";
    return out;
  }
  const auto whole = testing::loadSpm(bytes);
  std::map<std::uint64_t, int> seen;
  for (std::size_t i = 0; i < model.size(); ++i) {
    if (model[i].wire != 2 || model[i].number > 3) continue;
    const std::vector<Field> inner = parse(model[i].bytes);
    if (model[i].number == 1) {
      std::uint64_t type = 1;
      for (const Field& field : inner)
        if (field.number == 3) type = field.value;
      if (++seen[type] > pieces) continue;
      if (!scores && i > 280) continue;  // the names of later pieces are not all looked at
    }
    for (std::size_t k = 0; k < inner.size(); ++k) {
      const bool isScore = model[i].number == 1 && inner[k].number == 2;
      if (isTrainingOnly(model[i].number, inner[k].number) || (isScore && !scores)) continue;
      // A model without such a piece has none under another name either.
      if (model[i].number == 2 &&
          ((inner[k].number == 46 && !whole->bosId()) || (inner[k].number == 47 && !whole->eosId())))
        continue;
      std::vector<Field> changed = model;
      std::vector<Field> changedInner = inner;
      change(changedInner[k]);
      changed[i].bytes = serialise(changedInner);
      ++out.tried;
      if (behaviourOf(serialise(changed)) == before)
        out.list << QString("%1[%2]/%3").arg(model[i].number).arg(i).arg(inner[k].number);
    }
  }
  return out;
}

/// A model with every setting written out.
std::string everything(int type) {
  testing::SpmBuilder b;
  b.modelType = type;
  b.byteFallback = false;
  b.charsmap = testing::makeCharsmap({{"H", "h"}, {"HE", "he"}, {"\t", " "}});
  b.piece("<unk>", 0, 2).piece("<s>", 0, 3).piece("</s>", 0, 3).piece("[user]", 0, 4);
  // Each score decides about some text: two ways to cut it are nearly as good.
  float score = -2;
  for (const char* piece : {"he", "el", "lo", "ll", "hel", "llo", "hello", "▁he"}) b.piece(piece, score -= 0.5F, 1);
  for (const char* piece : {"h", "e", "l", "o", "▁"}) b.piece(piece, -9, 1);
  b.piece("ohe", -3, 5);
  std::vector<Field> model = parse(b.bytes());
  for (Field& field : model) {
    if (field.number == 2) {
      std::vector<Field> trainer = parse(field.bytes);
      for (const unsigned n : {4U, 10U, 21U, 22U, 25U}) trainer.push_back(numberField(n, 1));
      for (const auto& [n, name] : std::initializer_list<std::pair<unsigned, const char*>>{{1, "corpus.txt"},
                                                                                           {2, "m"},
                                                                                           {30, "<c>"},
                                                                                           {31, "[user]"},
                                                                                           {44, " ?? "},
                                                                                           {45, "<unk>"},
                                                                                           {46, "<s>"},
                                                                                           {47, "</s>"},
                                                                                           {48, "<pad>"}})
        trainer.push_back(bytesField(n, name));
      field.bytes = serialise(trainer);
    } else if (field.number == 3) {
      std::vector<Field> normalizer = parse(field.bytes);
      normalizer.push_back(bytesField(1, "mine"));
      normalizer.push_back(bytesField(6, "rules.tsv"));
      field.bytes = serialise(normalizer);
    }
  }
  return serialise(model);
}

}  // namespace

class TokenizerProtobufTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everySettingActs_data() {
    QTest::addColumn<int>("type");
    QTest::newRow("unigram") << 1;
    QTest::newRow("BPE") << 2;
  }
  void everySettingActs() {
    QFETCH(int, type);
    const Unnoticed found = changeEach(everything(type), 100, false);
    QVERIFY(found.tried > 40);
    QVERIFY2(found.list.isEmpty(), qPrintable(found.list.join(", ")));
  }

  /// Raised above all others, a piece is taken wherever it fits; that is seen for every normal piece of two letters.
  void everyScoreActs() {
    for (const int type : {1, 2}) {
      const std::vector<Field> model = parse(everything(type));
      const std::string before = behaviourOf(serialise(model));
      int tried = 0;
      for (std::size_t i = 0; i < model.size(); ++i) {
        std::vector<Field> piece = model[i].number == 1 ? parse(model[i].bytes) : std::vector<Field>{};
        if (piece.empty() || piece[2].value != 1 || piece[0].bytes.size() != 2) continue;
        bool seen = false;
        for (const float score : {100.0F, -100.0F}) {
          const auto raw = std::bit_cast<std::uint32_t>(score);
          for (unsigned k = 0; k < 4; ++k) piece[1].bytes[k] = static_cast<char>(raw >> (8 * k));
          std::vector<Field> changed = model;
          changed[i].bytes = serialise(piece);
          seen = seen || behaviourOf(serialise(changed)) != before;
        }
        QVERIFY2(seen, piece[0].bytes.c_str());
        ++tried;
      }
      QCOMPARE(tried, 4);
    }
  }

  // bos_id and eos_id of the library look for the pieces of these names, which must be control pieces.
  void endsAreFoundByName() {
    std::vector<Field> model = parse(everything(2));
    const auto trainer = [&](unsigned n, const char* name) {
      for (Field& field : model) {
        if (field.number != 2) continue;
        std::vector<Field> inner = parse(field.bytes);
        for (Field& each : inner)
          if (each.number == n) each.bytes = name;
        field.bytes = serialise(inner);
      }
      return testing::loadSpm(serialise(model));
    };
    const auto swapped = trainer(46, "</s>");
    QVERIFY(swapped);
    QCOMPARE(swapped->bosId().value_or(-1), 2);
    const auto none = trainer(47, "he");
    QVERIFY(none);
    QVERIFY(!none->eosId());
  }

  void aDenormalizerIsRefused() {
    std::vector<Field> model = parse(everything(2));
    model.push_back(bytesField(5, serialise({bytesField(2, testing::makeCharsmap({{"a", "b"}}))})));
    QVERIFY(!testing::loadSpm(serialise(model)));
    model.back().bytes = serialise({bytesField(1, "identity")});  // without a map it does nothing
    QVERIFY(testing::loadSpm(serialise(model)));
  }

  void everySettingOfRealModelsActs_data() {
    QTest::addColumn<QString>("path");
    for (const char* path :
         {"internlm2/tokenizer_internlm.model", "internlm2/tokenizer_internlm2.model", "mistral/tokenizer.model.v1",
          "mistral/mistral_instruct_tokenizer_241114.model.v7", "tiny-and-odd/m.model",
          "tiny-and-odd/sentencepiece.model", "tiny-and-odd/test_ja_model.model", "tiny-and-odd/test_model.model"})
      QTest::newRow(path) << path;
  }
  void everySettingOfRealModelsActs() {
    TIMBRE_NEED_DATA("tokenizers");
    QFETCH(QString, path);
    const std::string bytes = testing::readFile(testing::dataFolder() / "tokenizers" / path.toStdString());
    const Unnoticed found = changeEach(bytes, 2, false);
    qInfo("%d changes", found.tried);
    QVERIFY(found.tried >= 8);
    QVERIFY2(found.list.isEmpty(), qPrintable(found.list.join(", ")));
  }
};

QTEST_GUILESS_MAIN(TokenizerProtobufTest)
#include "tokenizer_protobuf_test.moc"
