#include "core/certificates/passphrase_strength.h"

#include <QTest>

namespace workbench {

class PassphraseStrengthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grades_data();
    void grades();
    void moreIsNeverLess();
    void words();
};

void PassphraseStrengthTest::grades_data()
{
    QTest::addColumn<QString>("passphrase");
    QTest::addColumn<PassphraseGrade>("atMost");
    QTest::addColumn<PassphraseGrade>("atLeast");
    const auto row = [](const char* passphrase, PassphraseGrade least, PassphraseGrade most) {
        QTest::newRow(passphrase) << QString::fromUtf8(passphrase) << most << least;
    };
    using enum PassphraseGrade;
    for (const char* known : {"",
                              "a",
                              "password",
                              "Passw0rd!",
                              "qwertz123",
                              "123456789012",
                              "aaaaaaaaaaaaaaaa",
                              "abcdefghijkl",
                              "changeit2024",
                              "P4SSW0RD",
                              "testtesttesttest",
                              "summer2019",
                              "Karlsruhe",
                              "lkjhgfdsa"}) {
        row(known, VeryWeak, VeryWeak);
    }
    row("K8#pq", VeryWeak, Weak);
    row("K8#pq&z", Weak, Weak);
    row("kitchen-table", Weak, Weak);
    row("x7Qm2LbP", Weak, Fair);
    row("correct horse battery staple", Fair, Good);
    row("v9Zr4TqW2mKd", Good, Good);
    row("übermütige Höhlenlöwen kämpfen ängstlich gegen zwölf Mäuse", Good, Strong);
    row("x7Qm2LbP9vRt4WzK1nHs", Strong, Strong);
}

void PassphraseStrengthTest::grades()
{
    QFETCH(const QString, passphrase);
    QFETCH(const PassphraseGrade, atMost);
    QFETCH(const PassphraseGrade, atLeast);
    const PassphraseStrength strength = passphraseStrength(passphrase);
    QVERIFY2(strength.grade <= atMost, qPrintable(strengthText(strength)));
    QVERIFY2(strength.grade >= atLeast, qPrintable(strengthText(strength)));
}

void PassphraseStrengthTest::moreIsNeverLess()
{
    // While somebody types characters of chance, the bits grow.
    const QString typed = QStringLiteral("x7Qm2LbP9vRt4WzK1nHs");
    int last = 0;
    for (qsizetype length = 1; length <= typed.size(); ++length) {
        const int bits = passphraseStrength(typed.first(length)).bits;
        QVERIFY(bits >= last);
        last = bits;
    }
    QVERIFY(last > 90);
    QVERIFY(last <= 20 * 6); // never more than chance of letters and digits gives
}

void PassphraseStrengthTest::words()
{
    QCOMPARE(gradeWord(PassphraseGrade::Fair), QStringLiteral("fair"));
    QCOMPARE(strengthText({.bits = 12, .grade = PassphraseGrade::VeryWeak}),
             QStringLiteral("Very weak, about 12 bits: guessed within an hour."));
    for (const PassphraseGrade grade : {PassphraseGrade::Weak,
                                        PassphraseGrade::Fair,
                                        PassphraseGrade::Good,
                                        PassphraseGrade::Strong}) {
        const QString text = strengthText({.bits = 50, .grade = grade});
        QVERIFY(text.startsWith(gradeWord(grade), Qt::CaseInsensitive));
        QVERIFY(text.contains(QStringLiteral("50")));
    }
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::PassphraseStrengthTest)
#include "passphrase_strength_test.moc"
