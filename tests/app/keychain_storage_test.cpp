#include "app/keychain_storage.h"

#include <QCoreApplication>
#include <QTest>

#include <optional>

namespace workbench {

namespace {

const QString kId = QStringLiteral("private-key/of-a-test");

} // namespace

/// The Secret Service of a keyring daemon that runs for this test alone, and a desktop without one.
class KeychainStorageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsReplacesAndForgets();

private:
    static Result<void> write(KeychainStorage& storage, const QByteArray& secret);
    static Result<SecretBytes> read(KeychainStorage& storage);
    static Result<void> remove(KeychainStorage& storage);
};

namespace {

template <typename Value>
Value answered(const std::optional<Value>& answer)
{
    constexpr int kPatience = 20'000;
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, kPatience)) {
        return fail({.code = ErrorCode::Cancelled, .message = QStringLiteral("no answer came")});
    }
    return *answer;
}

} // namespace

Result<void> KeychainStorageTest::write(KeychainStorage& storage, const QByteArray& secret)
{
    std::optional<Result<void>> answer;
    storage.write(kId, SecretBytes(QByteArray(secret)), [&answer](const Result<void>& outcome) {
        answer = outcome;
    });
    return answered(answer);
}

Result<SecretBytes> KeychainStorageTest::read(KeychainStorage& storage)
{
    std::optional<Result<SecretBytes>> answer;
    storage.read(kId, [&answer](const Result<SecretBytes>& found) { answer = found; });
    return answered(answer);
}

Result<void> KeychainStorageTest::remove(KeychainStorage& storage)
{
    std::optional<Result<void>> answer;
    storage.remove(kId, [&answer](const Result<void>& outcome) { answer = outcome; });
    return answered(answer);
}

void KeychainStorageTest::keepsReplacesAndForgets()
{
    const bool withService = qEnvironmentVariable("WORKBENCH_TEST_KEYRING") == QLatin1String("1");
    KeychainStorage storage;
    if (!withService) {
        const Result<void> refused = write(storage, "secret");
        const Result<SecretBytes> nothing = read(storage);
        QVERIFY(!storage.isAvailable());
        for (const Error& error : {refused.error(), nothing.error()}) {
            QVERIFY(error.code != ErrorCode::Cancelled); // it answers
            QVERIFY(!error.message.isEmpty());
        }
        return;
    }
    QTRY_VERIFY(storage.isAvailable());
    QCOMPARE(read(storage).error().code, ErrorCode::NotFound);
    const Result<void> written = write(storage, "pä\nss");
    QVERIFY2(written, written ? "" : qPrintable(written.error().toLine()));
    QCOMPARE(read(storage)->bytes(), QByteArray("pä\nss"));
    QVERIFY(write(storage, "another"));
    QCOMPARE(read(storage)->bytes(), QByteArray("another"));
    QVERIFY(remove(storage));
    QCOMPARE(read(storage).error().code, ErrorCode::NotFound);
    QVERIFY(remove(storage)); // gone already
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::KeychainStorageTest)
#include "keychain_storage_test.moc"
