#include "core/certificates/stores/token_source.h"
#include "core/certificates/tokens/token.h"

#include <QLibrary>
#include <QtTest>

using namespace workbench;

namespace {

/// The token of stub_token.cpp.
struct StubToken
{
    QString path = QStringLiteral(STUB_TOKEN_MODULE);
    QLibrary library {path};
    std::shared_ptr<Token> token
        = Token::find(parseTokenUri("pkcs11:token=Stub?module-path=" + path).value()).value();

    void allow(int wrong)
    {
        reinterpret_cast<void (*)(int)>(library.resolve("stubTokenAllows"))(wrong);
    }

    void moveTo(int slot)
    {
        reinterpret_cast<void (*)(int)>(library.resolve("stubTokenMovesTo"))(slot);
    }

    /// Calls a function whenever the token is asked something, until there is none.
    void tell(void (*function)())
    {
        reinterpret_cast<void (*)(void (*)())>(library.resolve("stubTokenTells"))(function);
    }

    void call(const char* name, char behind)
    {
        reinterpret_cast<void (*)(const char*, char)>(library.resolve("stubTokenIsCalled"))(name,
                                                                                            behind);
    }

    TokenUri uri() const { return parseTokenUri("pkcs11:token=Stub?module-path=" + path).value(); }

    int logins() { return reinterpret_cast<int (*)()>(library.resolve("stubTokenLogins"))(); }
};

QList<bool> answers; ///< of isTokenOpen() while the token is asked

void noteWhetherItIsOpen()
{
    answers.append(
        isTokenOpen(parseTokenUri("pkcs11:token=Stub?module-path=" STUB_TOKEN_MODULE).value()));
}

} // namespace

/// A token without content whose PIN locks, which moves, and which tells when it is asked.
class TokenPinTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysHowManyTriesAreLeft();
    void lockedTokenIsNotAsked();
    void opensAgainInAnotherSlot();
    void isFoundByWhatItIsCalled_data();
    void isFoundByWhatItIsCalled();
    void isOpenWhileItIsOpenedAgain();
    void othersAreAnsweredDuringARestart();
    void sourceGivesItsPinOnce();
};

void TokenPinTest::saysHowManyTriesAreLeft()
{
    StubToken stub;
    stub.allow(3);
    const auto answer
        = [&stub](const QByteArray& given) { return stub.token->open(given).error(); };
    QCOMPARE(answer("").code, ErrorCode::PasswordNeeded);
    QCOMPARE(stub.logins(), 0); // no try is given away
    const Error first = answer("0000");
    QCOMPARE(first.code, ErrorCode::WrongPassword);
    QVERIFY2(first.message.contains("few tries"), qPrintable(first.message));
    QCOMPARE(stub.token->facts().tries, PinTries::Low);
    const Error second = answer("0001");
    QCOMPARE(second.code, ErrorCode::WrongPassword);
    QVERIFY2(second.message.contains("One try is left"), qPrintable(second.message));
    QVERIFY(answer("").message.contains("One try is left"));
    QCOMPARE(stub.logins(), 2);
    const Error third = answer("0002");
    QCOMPARE(third.code, ErrorCode::PermissionDenied); // not to be asked for again
    QVERIFY(third.message.contains("locked"));
    QCOMPARE(stub.logins(), 3);
}

void TokenPinTest::lockedTokenIsNotAsked()
{
    StubToken stub;
    stub.allow(0);
    const Result<void> opened = stub.token->open("1234");
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::PermissionDenied);
    QCOMPARE(stub.logins(), 0);
    stub.allow(3);
    QVERIFY(stub.token->open("1234"));
    QCOMPARE(stub.logins(), 1);
    QVERIFY(stub.token->open("wrong, and not looked at: it is open"));
    QCOMPARE(stub.logins(), 1);
}

void TokenPinTest::opensAgainInAnotherSlot()
{
    StubToken stub;
    stub.allow(3);
    QVERIFY(stub.token->open("1234"));
    QVERIFY(isTokenOpen(stub.uri()));
    stub.moveTo(2);
    const std::shared_ptr<Token> moved = Token::find(stub.uri()).value();
    QVERIFY(!isTokenOpen(stub.uri())); // so that its PIN is asked for
    QVERIFY(moved->open("1234"));
    QVERIFY(isTokenOpen(stub.uri()));
    stub.moveTo(1);
    QVERIFY(Token::find(stub.uri()));
    QVERIFY(!isTokenOpen(stub.uri()));
}

void TokenPinTest::isFoundByWhatItIsCalled_data()
{
    QTest::addColumn<QByteArray>("label");
    QTest::addColumn<char>("behind");
    QTest::newRow("blanks behind") << QByteArray("A token") << ' ';
    QTest::newRow("zeros behind") << QByteArray("A token") << '\0';
    QTest::newRow("blanks before") << QByteArray("  A token") << ' ';
}

void TokenPinTest::isFoundByWhatItIsCalled()
{
    QFETCH(QByteArray, label);
    QFETCH(char, behind);
    StubToken stub;
    stub.call(label.constData(), behind);
    const Result<QList<TokenFacts>> tokens = findTokens(stub.path, nullptr);
    const QString uri = tokens ? toText(tokens->value(0).uri) : QString();
    const auto found = parseTokenUri(uri).and_then(&Token::find);
    stub.call("Stub", ' ');
    QVERIFY(tokens);
    QCOMPARE(tokens->first().label, QString::fromLatin1(label));
    QVERIFY2(found, qPrintable(uri));
}

/// Two servers start, one a moment after the other.
void TokenPinTest::isOpenWhileItIsOpenedAgain()
{
    StubToken stub;
    stub.allow(3);
    QVERIFY(stub.token->open("1234"));
    answers.clear();
    stub.tell(&noteWhetherItIsOpen);
    const Result<void> again = stub.token->open({});
    stub.tell(nullptr);
    QVERIFY(again);
    QVERIFY(!answers.isEmpty());
    QVERIFY(!answers.contains(false));
}

/// The window asks whether a token is open; without an answer this test would stand still.
void TokenPinTest::othersAreAnsweredDuringARestart()
{
    StubToken stub;
    stub.allow(3);
    QVERIFY(!stub.token->open({})); // none of the module is open
    answers.clear();
    stub.tell(&noteWhetherItIsOpen);
    const Result<QList<TokenFacts>> tokens = findTokens(stub.path, nullptr);
    stub.tell(nullptr);
    QVERIFY(tokens);
    QCOMPARE(answers, QList<bool>({false, false})); // as it begins, and as the token is read
}

/// A store that is read again must not lock the token with the PIN that was wrong already.
void TokenPinTest::sourceGivesItsPinOnce()
{
    StubToken stub;
    stub.allow(3);
    const CertificateSourcePtr source
        = openSource("pkcs11:token=Stub?module-path=" + stub.path, "0000").value();
    QCOMPARE(readAll(*source, nullptr).error().code, ErrorCode::WrongPassword);
    QVERIFY(readAll(*source, nullptr));
    QVERIFY(readAll(*source, nullptr));
    QCOMPARE(stub.logins(), 1);
}

QTEST_GUILESS_MAIN(TokenPinTest)
#include "token_pin_test.moc"
