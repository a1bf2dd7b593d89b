#include "core/wire/decode.h"
#include "tests/core/wire/samples.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/common/field_path.h"
#include "ui/common/field_search.h"
#include "ui/common/field_text.h"
#include "ui/common/field_tree_model.h"
#include "ui/common/field_tree_view.h"
#include "ui/common/field_view.h"
#include "ui/common/hex_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QSignalSpy>

namespace workbench {

using tests::find;

namespace {

using Tree = std::shared_ptr<const wire::FieldTree>;

/// The handshake message of a sample, cut off after `length` bytes.
Tree treeOf(const char* conversation, int type, qsizetype length = 1 << 24)
{
    const QString name = QLatin1String(conversation);
    const auto whole
        = samples::readConversation(samples::folder(QStringLiteral("messages/%1.txt").arg(name)));
    const QByteArray bytes = samples::handshake(name, type).left(length);
    return std::make_shared<const wire::FieldTree>(
        wire::decodeHandshakeMessage(samples::span(bytes), samples::contextOf(whole)));
}

wire::Field at(const Tree& tree, const char* path)
{
    return findField(*tree, QLatin1String(path));
}

/// Every row of the model in the order in which they stand.
QList<QModelIndex> allRows(const QAbstractItemModel& model, const QModelIndex& parent = {})
{
    QList<QModelIndex> rows;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        rows.append(index);
        rows += allRows(model, index);
    }
    return rows;
}

std::optional<std::vector<std::uint8_t>>
inflate(std::uint16_t, wire::Bytes compressed, std::size_t length)
{
    QByteArray data;
    for (int shift = 24; shift >= 0; shift -= 8) { // Qt wants the length in front
        data.append(static_cast<char>(length >> shift));
    }
    data.append(reinterpret_cast<const char*>(compressed.data()),
                static_cast<qsizetype>(compressed.size()));
    const QByteArray plain = qUncompress(data);
    return std::vector<std::uint8_t>(plain.begin(), plain.end());
}

} // namespace

/// The fields of a message as rows, words and texts.
class FieldTreeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySample_data();
    void everySample();
    void cutOffAnywhere();
    void columns();
    void noTree();
    void faultsInWords();
    void spoken_data();
    void spoken();
    void copiedText();
    void longSubtreesAreCut();
    void paths();
    void searchGoesAround();
    void searchInManyFields();
    void keepsWhatWasOpened();
    void opensTheWayToTheFault();
    void starOpensAll();
    void otherSources();
};

void FieldTreeTest::everySample_data()
{
    QTest::addColumn<QString>("name");
    for (const samples::Conversation& conversation : samples::conversations()) {
        QTest::newRow(qPrintable(conversation.name)) << conversation.name;
    }
}

void FieldTreeTest::everySample()
{
    QFETCH(QString, name);
    const auto conversation
        = samples::readConversation(samples::folder(QStringLiteral("messages/%1.txt").arg(name)));
    FieldTreeModel model;
    const QAbstractItemModelTester tester(&model);
    for (const samples::Message& message : conversation.messages) {
        const auto tree = std::make_shared<const wire::FieldTree>(samples::decode(
            message, samples::span(message.bytes), samples::contextOf(conversation)));
        model.setTree(tree);
        const QList<QModelIndex> rows = allRows(model);
        QCOMPARE(rows.size(), qsizetype(tree->fieldCount()));
        for (qsizetype row = 0; row < rows.size(); ++row) {
            const wire::Field field = model.fieldAt(rows.at(row));
            QCOMPARE(field.index(), static_cast<std::uint32_t>(row));
            QCOMPARE(model.indexOf(field), rows.at(row));
            QVERIFY(!rows.at(row).data(Qt::AccessibleTextRole).toString().isEmpty());
            QCOMPARE(findField(*tree, fieldPath(field)), field);
        }
    }
}

void FieldTreeTest::cutOffAnywhere()
{
    FieldTreeModel model;
    const QAbstractItemModelTester tester(&model);
    const qsizetype size = samples::handshake(QStringLiteral("tls13"), 1).size();
    for (qsizetype length = 0; length < size; length += 7) {
        const Tree tree = treeOf("tls13", 1, length);
        model.setTree(tree);
        QCOMPARE(allRows(model).size(), qsizetype(tree->fieldCount()));
        const QModelIndex root = model.index(0, FieldTreeModel::ValueColumn);
        QVERIFY(!root.data(Qt::DecorationRole).isNull());
        QVERIFY(!root.data().toString().isEmpty());
    }
}

void FieldTreeTest::columns()
{
    FieldTreeModel model;
    const Tree tree = treeOf("tls13", 2);
    model.setTree(tree);
    const QModelIndex suite = model.indexOf(at(tree, "server_hello/cipher_suite"));
    const auto cell = [&](int column) { return suite.siblingAtColumn(column).data().toString(); };
    QCOMPARE(cell(FieldTreeModel::NameColumn), QStringLiteral("cipher_suite"));
    QVERIFY(cell(FieldTreeModel::ValueColumn).startsWith(QStringLiteral("TLS_")));
    QCOMPARE(cell(FieldTreeModel::OffsetColumn), QStringLiteral("71"));
    QCOMPARE(cell(FieldTreeModel::LengthColumn), QStringLiteral("2"));
    FieldTreeView view(QStringLiteral("tree"));
    QVERIFY(!view.isColumnHidden(FieldTreeModel::ValueColumn));
    QVERIFY(view.isColumnHidden(FieldTreeModel::OffsetColumn));
    QVERIFY(view.isColumnHidden(FieldTreeModel::LengthColumn));
}

void FieldTreeTest::noTree()
{
    FieldTreeModel model;
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    model.setTree(std::make_shared<const wire::FieldTree>());
    QCOMPARE(model.rowCount(), 0);
    model.setTree(treeOf("tls13", 2));
    QCOMPARE(model.rowCount(), 1);
    model.setTree(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.hasChildren());
}

/// Icon, word and explanation: what was expected, where, how many bytes there were.
void FieldTreeTest::faultsInWords()
{
    FieldTreeModel model;
    const Tree tree = treeOf("tls13", 2, 30);
    model.setTree(tree);
    const QModelIndex random
        = model.indexOf(at(tree, "server_hello/random"), FieldTreeModel::ValueColumn);
    QVERIFY(!random.data(Qt::DecorationRole).isNull());
    QVERIFY(random.data().toString().startsWith(QStringLiteral("cut off: ")));
    const QString tip = random.data(Qt::ToolTipRole).toString();
    QVERIFY2(tip.contains(QStringLiteral("expected 32 bytes at offset 6, 24 there")),
             qPrintable(tip));
    // A fault further inside is announced where it cannot be seen yet.
    const Tree deep = treeOf("tls13", 1, samples::handshake(QStringLiteral("tls13"), 1).size() - 1);
    model.setTree(deep);
    bool announced = false;
    for (const QModelIndex& index : allRows(model)) {
        const QModelIndex value = index.siblingAtColumn(FieldTreeModel::ValueColumn);
        const bool isFaulty = model.fieldAt(index).fault() != nullptr;
        QCOMPARE(value.data(Qt::ForegroundRole).isValid(), isFaulty);
        QVERIFY(!isFaulty || !value.data(Qt::DecorationRole).isNull());
        if (value.data().toString().startsWith(QStringLiteral("fault inside"))) {
            QVERIFY(!isFaulty);
            announced = true;
        }
    }
    QVERIFY(announced);
}

void FieldTreeTest::spoken_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::newRow("number") << QStringLiteral("server_hello/cipher_suite")
                            << QStringLiteral("cipher_suite: TLS_AES_256_GCM_SHA384 (0x1302), "
                                              "bytes 71 to 72");
    QTest::newRow("one byte") << QStringLiteral("server_hello/msg_type")
                              << QStringLiteral("msg_type: server_hello (2), byte 0");
}

void FieldTreeTest::spoken()
{
    QFETCH(QString, path);
    FieldTreeModel model;
    const Tree tree = treeOf("tls13", 2);
    model.setTree(tree);
    const QModelIndex index = model.indexOf(findField(*tree, path));
    QTEST(index.data(Qt::AccessibleTextRole).toString(), "text");
}

void FieldTreeTest::copiedText()
{
    const Tree tree = treeOf("tls13", 2);
    QCOMPARE(fieldLine(at(tree, "server_hello/cipher_suite")),
             QStringLiteral("cipher_suite: TLS_AES_256_GCM_SHA384 (0x1302)"));
    const QStringList lines
        = subtreeText(at(tree, "server_hello/extensions")).split(QLatin1Char('\n'));
    QVERIFY(lines.first().startsWith(QStringLiteral("extensions: ")));
    QVERIFY(lines.at(1).startsWith(QStringLiteral("  length: ")));
    QVERIFY(lines.contains(QStringLiteral("  supported_versions")));
    QVERIFY2(lines.contains(QStringLiteral("    selected_version: TLS 1.3 (0x0304)")),
             qPrintable(lines.join(QLatin1Char('\n'))));
    // Nothing of what stands beside the field.
    const QString single = subtreeText(at(tree, "server_hello/cipher_suite"));
    QVERIFY(!single.contains(QLatin1Char('\n')));
}

void FieldTreeTest::longSubtreesAreCut()
{
    const Tree tree = treeOf("tls13", 1);
    const QStringList lines = subtreeText(tree->root(), 5).split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 6);
    QCOMPARE(lines.last(), QStringLiteral("… and more"));
}

void FieldTreeTest::paths()
{
    const Tree tree = treeOf("tls13", 1);
    const wire::Field second = at(tree, "client_hello/cipher_suites/cipher_suite[1]");
    QVERIFY(second.isValid());
    QCOMPARE(fieldPath(second), QStringLiteral("client_hello/cipher_suites/cipher_suite[1]"));
    QVERIFY(!at(tree, "client_hello/cipher_suites/cipher_suite[999]").isValid());
    QVERIFY(!at(tree, "server_hello/cipher_suite").isValid());
    QVERIFY(!at(tree, "").isValid());
}

void FieldTreeTest::searchGoesAround()
{
    const Tree tree = treeOf("tls13", 1);
    FieldSearch search;
    QSignalSpy found(&search, &FieldSearch::found);
    QSignalSpy none(&search, &FieldSearch::notFound);
    // Names and values, whatever the case.
    search.start(tree, QStringLiteral("KEY_shar"), 0, true);
    QTRY_COMPARE(found.size(), 1);
    const auto first = found.takeFirst();
    QCOMPARE(tree->at(first.first().toUInt()).name(), std::string_view("key_share"));
    QCOMPARE(first.last().toBool(), false);
    search.start(tree, QStringLiteral("aes_256_gcm"), 0, true);
    QTRY_COMPARE(found.size(), 1);
    const quint32 suite = found.takeFirst().first().toUInt();
    QCOMPARE(tree->at(suite).name(), std::string_view("cipher_suite"));
    // Onwards from behind the last match it begins again.
    search.start(tree, QStringLiteral("legacy_version"), suite, true);
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.first().last().toBool(), true);
    const quint32 version = found.takeFirst().first().toUInt();
    search.start(tree, QStringLiteral("legacy_version"), version - 1, false);
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.first().first().toUInt(), version);
    QCOMPARE(found.takeFirst().last().toBool(), true);
    search.start(tree, QStringLiteral("legacy_version"), suite, false);
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.first().first().toUInt(), version);
    QCOMPARE(found.takeFirst().last().toBool(), false);
    search.start(tree, QStringLiteral("nothing like it"), 3, true);
    QTRY_COMPARE(none.size(), 1);
    QCOMPARE(found.size(), 0);
}

/// A search through a large tree comes back to the event loop on its way.
void FieldTreeTest::searchInManyFields()
{
    QByteArray suites;
    for (int i = 0; i < 32'000; ++i) {
        suites += QByteArray::fromHex("1301");
    }
    QByteArray hello = QByteArray::fromHex("0303") + QByteArray(32, 'r') + '\0'
        + QByteArray::fromHex("fa00") + suites + QByteArray::fromHex("0100");
    hello.prepend(QByteArray::fromHex("0100fa27"));
    const auto tree = std::make_shared<const wire::FieldTree>(
        wire::decodeHandshakeMessage(samples::span(hello), {}));
    QVERIFY(tree->fieldCount() > 32'000);
    FieldSearch search;
    QSignalSpy none(&search, &FieldSearch::notFound);
    QElapsedTimer timer;
    timer.start();
    search.start(tree, QStringLiteral("nothing like it"), 0, true);
    const qint64 blocked = timer.elapsed();
    QVERIFY2(blocked < 100, qPrintable(QString::number(blocked)));
    QTRY_COMPARE(none.size(), 1);
    search.start(tree, QStringLiteral("nothing like it"), 0, true);
    search.stop();
    QTest::qWait(50);
    QCOMPARE(none.size(), 1);
}

void FieldTreeTest::keepsWhatWasOpened()
{
    FieldTreeView view(QStringLiteral("tree"));
    const Tree first = treeOf("tls13", 1);
    view.setTree(first);
    const auto model = view.model();
    QVERIFY(view.isExpanded(model->index(0, 0)));
    QVERIFY(!view.currentField().isValid());
    view.choose(at(first, "client_hello/extensions/supported_groups/named_group_list"));
    // Another kind in between, then the same kind from another connection.
    view.setTree(treeOf("tls13", 2));
    QVERIFY(!view.currentField().isValid());
    const Tree next = treeOf("tls12-ecdhe-rsa", 1);
    view.setTree(next);
    const wire::Field again = at(next, "client_hello/extensions/supported_groups/named_group_list");
    QVERIFY(again.isValid());
    QCOMPARE(view.currentField(), again);
    const QModelIndex index = view.currentIndex();
    QVERIFY(view.isExpanded(index.parent()));
    QVERIFY(view.isExpanded(index.parent().parent()));
    QVERIFY(!view.isExpanded(index));
}

void FieldTreeTest::opensTheWayToTheFault()
{
    FieldTreeView view(QStringLiteral("tree"));
    const QByteArray hello = samples::handshake(QStringLiteral("tls13"), 1);
    const Tree cut = treeOf("tls13", 1, 30);
    view.setTree(cut);
    QCOMPARE(view.currentField(), at(cut, "client_hello/random"));
    view.setTree(nullptr, QStringLiteral("nothing"));
    QVERIFY(!view.currentField().isValid());
}

void FieldTreeTest::starOpensAll()
{
    FieldTreeView view(QStringLiteral("tree"));
    const Tree tree = treeOf("tls13", 1);
    view.setTree(tree);
    view.choose(tree->root());
    QTest::keyClick(&view, Qt::Key_Asterisk);
    for (const QModelIndex& index : allRows(*view.model())) {
        QVERIFY(!view.model()->hasChildren(index) || view.isExpanded(index));
    }
    QTest::keyClick(&view, Qt::Key_Minus);
    QVERIFY(!view.isExpanded(view.currentIndex()));
    QTest::keyClick(&view, Qt::Key_Plus);
    QVERIFY(view.isExpanded(view.currentIndex()));
}

/// Bytes that do not stand in the message are shown with a line that says what they are.
void FieldTreeTest::otherSources()
{
    const auto whole = samples::readConversation(
        samples::folder(QStringLiteral("messages/hand-made-tls13.txt")));
    wire::DecodeContext context = samples::contextOf(whole);
    context.decompress = inflate;
    const QByteArray message = samples::handshake(QStringLiteral("hand-made-tls13"), 25);
    const auto tree = std::make_shared<const wire::FieldTree>(
        wire::decodeHandshakeMessage(samples::span(message), context));
    QCOMPARE(tree->sourceCount(), 2);
    FieldView view(QStringLiteral("fields"));
    view.setTree(tree);
    view.show();
    auto* hex = find<HexView>(&view, "fieldsBytes");
    auto* fields = find<FieldTreeView>(&view, "fieldsTree");
    auto* caption = find<QLabel>(&view, "fieldsSource");
    QCOMPARE(hex->bytes(), message);
    QVERIFY(caption->isHidden());
    wire::Field inner = tree->root();
    while (inner.source() == 0) {
        inner = tree->at(inner.index() + 1);
    }
    fields->choose(inner);
    QCOMPARE(hex->bytes().size(), qsizetype(tree->source(1).size()));
    QVERIFY(caption->isVisible());
    QVERIFY2(caption->text().startsWith(QStringLiteral("Decompressed bytes: ")),
             qPrintable(caption->text()));
    QCOMPARE(hex->accessibleName(), caption->text());
    // A click among them stays among them.
    QTest::mouseClick(hex->viewport(), Qt::LeftButton, {}, hex->hexRect(0).center());
    QCOMPARE(fields->currentField().source(), 1);
    fields->choose(tree->root());
    QCOMPARE(hex->bytes(), message);
    QVERIFY(caption->isHidden());
}

} // namespace workbench

QTEST_MAIN(workbench::FieldTreeTest)
#include "field_tree_test.moc"
