#include "core/certificates/store_file_name.h"

#include <QtTest>

using namespace workbench;

class StoreFileNameTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void encodes_data();
    void encodes();
    void keepsNamesApartWhereCaseDoesNotCount();
    void refuses_data();
    void refuses();
    void readsForeignNames();
};

void StoreFileNameTest::encodes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("file");
    QTest::newRow("plain") << "shop"
                           << "shop.pem";
    QTest::newRow("upper case") << "Shop 2"
                                << "Shop 2.pem";
    QTest::newRow("international")
        << QString::fromUtf8("Bücher") << QString::fromUtf8("Bücher.pem");
    QTest::newRow("slash") << "a/b"
                           << "a%2Fb.pem";
    QTest::newRow("up") << "../../etc/passwd"
                        << "%2E.%2F..%2Fetc%2Fpasswd.pem";
    QTest::newRow("hidden") << ".shop"
                            << "%2Eshop.pem";
    QTest::newRow("percent") << "100%"
                             << "100%25.pem";
    QTest::newRow("looks encoded") << "a%2Fb"
                                   << "a%252Fb.pem";
    QTest::newRow("Windows") << "a:b\\c*?\"<>|"
                             << "a%3Ab%5Cc%2A%3F%22%3C%3E%7C.pem";
    QTest::newRow("device") << "nul"
                            << "%6Eul.pem";
    QTest::newRow("device with ending") << "COM1.x"
                                        << "%43OM1.x.pem";
    QTest::newRow("ends with pem") << "shop.pem"
                                   << "shop.pem.pem";
}

void StoreFileNameTest::encodes()
{
    QFETCH(const QString, name);
    QFETCH(const QString, file);
    const Result<QString> encoded = storeFileName(name, {});
    QVERIFY(encoded);
    QCOMPARE(*encoded, file);
    QCOMPARE(entryNameOf(file), name);
}

void StoreFileNameTest::keepsNamesApartWhereCaseDoesNotCount()
{
    const Result<QString> second = storeFileName("shop", {"Shop.pem"});
    QVERIFY(second);
    QVERIFY(second->compare("Shop.pem", Qt::CaseInsensitive) != 0);
    QCOMPARE(entryNameOf(*second), QString("shop"));
    const Result<QString> third = storeFileName("SHOP", {"Shop.pem", *second});
    QVERIFY(third);
    QVERIFY(third->compare(*second, Qt::CaseInsensitive) != 0);
    QCOMPARE(entryNameOf(*third), QString("SHOP"));
}

void StoreFileNameTest::refuses_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << "";
    QTest::newRow("blank") << "  ";
    QTest::newRow("line end") << "a\nb";
    QTest::newRow("nul") << QString(QChar(u'\0'));
    QTest::newRow("too long") << QString(236, 'a');
    QTest::newRow("too many bytes") << QString(90, QChar(0x5e97));
}

void StoreFileNameTest::refuses()
{
    QFETCH(const QString, name);
    const Result<QString> encoded = storeFileName(name, {});
    QVERIFY(!encoded);
    QCOMPARE(encoded.error().code, ErrorCode::InvalidInput);
    QCOMPARE(encoded.error().where, QString("name"));
    QVERIFY(storeFileName(QString(235, 'a'), {}));
}

void StoreFileNameTest::readsForeignNames()
{
    QCOMPARE(entryNameOf("my cert.PEM"), QString("my cert"));
    QCOMPARE(entryNameOf("50%.pem"), QString("50%"));
    QCOMPARE(entryNameOf("%zz.pem"), QString("%zz"));
    QCOMPARE(entryNameOf("%41.pem"), QString("A"));
}

QTEST_GUILESS_MAIN(StoreFileNameTest)
#include "store_file_name_test.moc"
