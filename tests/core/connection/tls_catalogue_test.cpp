#include "core/connection/tls_catalogue.h"

#include <QTest>

Q_DECLARE_METATYPE(workbench::TlsList)

namespace workbench {

class TlsCatalogueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyChoiceIsTaken_data();
    void everyChoiceIsTaken();
    void namesWhatIsUnknown_data();
    void namesWhatIsUnknown();
    void usualListsAreTaken_data();
    void usualListsAreTaken();
    void cipherListIsCarriedOut();
    void unknownWordsOfACipherList();
    void saysWhatToBeCarefulAbout();

private:
    /// By either of its names.
    static TlsListChoice find(TlsList list, const char* name);
};

TlsListChoice TlsCatalogueTest::find(TlsList list, const char* name)
{
    for (const TlsListChoice& choice : tlsListChoices(list)) {
        if (choice.name == QLatin1String(name) || choice.otherName == QLatin1String(name)) {
            return choice;
        }
    }
    return {};
}

void TlsCatalogueTest::everyChoiceIsTaken_data()
{
    QTest::addColumn<TlsList>("list");
    QTest::addColumn<QString>("known");
    QTest::newRow("ciphers") << TlsList::Ciphers << QStringLiteral("ECDHE-RSA-AES128-GCM-SHA256");
    QTest::newRow("suites") << TlsList::Suites << QStringLiteral("TLS_AES_128_CCM_SHA256");
    QTest::newRow("groups") << TlsList::Groups << QStringLiteral("x25519");
    QTest::newRow("signatures") << TlsList::Signatures << QStringLiteral("rsa_pss_rsae_sha256");
}

void TlsCatalogueTest::everyChoiceIsTaken()
{
    QFETCH(const TlsList, list);
    QFETCH(const QString, known);
    const QList<TlsListChoice> choices = tlsListChoices(list);
    QStringList names;
    for (const TlsListChoice& choice : choices) {
        QVERIFY2(checkTlsList(list, choice.name), qPrintable(choice.name));
        QVERIFY2(!choice.what.isEmpty(), qPrintable(choice.name));
        QVERIFY2(!names.contains(choice.name), qPrintable(choice.name));
        names.append(choice.name);
    }
    QVERIFY(names.contains(known));
}

void TlsCatalogueTest::namesWhatIsUnknown_data()
{
    QTest::addColumn<TlsList>("list");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("named");
    QTest::newRow("ciphers") << TlsList::Ciphers << QStringLiteral("FOO:BAR")
                             << QStringLiteral("FOO:BAR");
    QTest::newRow("nothing left") << TlsList::Ciphers << QStringLiteral("HIGH:!ALL")
                                  << QStringLiteral("HIGH:!ALL");
    QTest::newRow("suites") << TlsList::Suites
                            << QStringLiteral("TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256")
                            << QStringLiteral("ECDHE-RSA-AES128-GCM-SHA256");
    QTest::newRow("groups") << TlsList::Groups << QStringLiteral("X25519:P-257:P-256")
                            << QStringLiteral("P-257");
    QTest::newRow("signatures") << TlsList::Signatures << QStringLiteral("RSA+SHA256:RSA+SHA257")
                                << QStringLiteral("RSA+SHA257");
}

void TlsCatalogueTest::namesWhatIsUnknown()
{
    QFETCH(const TlsList, list);
    QFETCH(const QString, text);
    QFETCH(const QString, named);
    const Result<void> checked = checkTlsList(list, text);
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, ErrorCode::InvalidInput);
    QVERIFY2(checked.error().message.contains(QStringLiteral("“%1”").arg(named)),
             qPrintable(checked.error().message));
    QVERIFY(!checked.error().remedy.isEmpty());
}

void TlsCatalogueTest::usualListsAreTaken_data()
{
    QTest::addColumn<TlsList>("list");
    QTest::addColumn<QString>("text");
    QTest::newRow("default") << TlsList::Ciphers << QString();
    QTest::newRow("keywords") << TlsList::Ciphers << QStringLiteral("HIGH:!aNULL:@STRENGTH");
    QTest::newRow("level inside") << TlsList::Ciphers << QStringLiteral("DEFAULT:@SECLEVEL=0");
    QTest::newRow("one unknown among known") << TlsList::Ciphers << QStringLiteral("FOO:HIGH");
    QTest::newRow("blanks") << TlsList::Ciphers << QStringLiteral("ECDHE+AESGCM, DHE+AESGCM");
    QTest::newRow("names of NIST") << TlsList::Groups << QStringLiteral("P-256:X25519:P-384");
    QTest::newRow("pairs") << TlsList::Signatures << QStringLiteral("ECDSA+SHA256:RSA-PSS+SHA256");
}

void TlsCatalogueTest::usualListsAreTaken()
{
    QFETCH(const TlsList, list);
    QFETCH(const QString, text);
    QVERIFY(checkTlsList(list, text));
}

void TlsCatalogueTest::cipherListIsCarriedOut()
{
    const QStringList names = tlsListNames(
        TlsList::Ciphers, QStringLiteral("AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA"));
    QCOMPARE(names,
             (QStringList {QStringLiteral("AES256-SHA"),
                           QStringLiteral("ECDHE-RSA-AES128-GCM-SHA256"),
                           QStringLiteral("AES128-SHA")}));
    QCOMPARE(tlsListNames(TlsList::Groups, QStringLiteral("X25519:P-256")),
             (QStringList {QStringLiteral("x25519"), QStringLiteral("secp256r1")}));
    QCOMPARE(tlsListNames(TlsList::Signatures, QStringLiteral("PSS+SHA256:ECDSA+SHA1:ed25519")),
             (QStringList {QStringLiteral("rsa_pss_rsae_sha256"),
                           find(TlsList::Signatures, "ecdsa_sha1").name,
                           QStringLiteral("ed25519")}));
    QVERIFY(tlsListNames(TlsList::Groups, QStringLiteral("X25519:nothing")).isEmpty());
}

void TlsCatalogueTest::unknownWordsOfACipherList()
{
    QCOMPARE(unknownCipherWords(QStringLiteral("HIGH:!FOO:ECDHE-BAR:-aNULL:@STRENGTH:+kRSA")),
             (QStringList {QStringLiteral("FOO"), QStringLiteral("ECDHE-BAR")}));
    QVERIFY(unknownCipherWords(QString()).isEmpty());
}

void TlsCatalogueTest::saysWhatToBeCarefulAbout()
{
    QVERIFY(find(TlsList::Ciphers, "ECDHE-RSA-AES128-GCM-SHA256").remark.isEmpty());
    QVERIFY(find(TlsList::Ciphers, "AES128-GCM-SHA256").remark.contains(QStringLiteral("secrecy")));
    QVERIFY(find(TlsList::Ciphers, "NULL-SHA256").remark.contains(QStringLiteral("nothing")));
    QVERIFY(find(TlsList::Ciphers, "ADH-AES128-SHA256").remark.contains(QStringLiteral("nobody")));
    QVERIFY(find(TlsList::Ciphers, "ECDHE-RSA-AES128-SHA").remark.contains(QStringLiteral("CBC")));
    QCOMPARE(find(TlsList::Ciphers, "ECDHE-RSA-AES128-SHA").what,
             QStringLiteral("ECDHE, RSA, AES(128), HMAC-SHA1"));
    QCOMPARE(find(TlsList::Ciphers, "ECDHE-RSA-AES128-SHA").otherName,
             QStringLiteral("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
    // Which of its names the library takes is its version's affair.
    const TlsListChoice old = find(TlsList::Signatures, "ecdsa_sha1");
    QVERIFY(old.remark.contains(QStringLiteral("SHA-1")));
    QCOMPARE(old.what, QStringLiteral("ECDSA"));
    QVERIFY(find(TlsList::Groups, "x25519").remark.isEmpty());
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::TlsCatalogueTest)

#include "tls_catalogue_test.moc"
