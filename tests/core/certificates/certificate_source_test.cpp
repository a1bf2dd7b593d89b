#include "core/certificates/certificate_export.h"
#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_verifier.h"
#include "core/certificates/stores/certificate_source.h"
#include "core/certificates/stores/platform_source.h"
#include "tests/support/command.h"
#include "tests/support/test_pki.h"
#include "tests/support/written_file.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace workbench;
using namespace workbench::tests;

namespace {

/// Whoever runs the tests as root may read everything, except meanwhile.
class AsNobody
{
public:
    AsNobody()
    {
        if (m_isRoot && ::setresuid(kNobody, kNobody, 0) != 0) {
            qFatal("cannot become nobody");
        }
    }

    ~AsNobody()
    {
        if (m_isRoot && ::setresuid(0, 0, 0) != 0) {
            qFatal("cannot become root again");
        }
    }

    Q_DISABLE_COPY_MOVE(AsNobody)

private:
    static constexpr uid_t kNobody = 65534;
    bool m_isRoot = ::getuid() == 0;
};

} // namespace

/// Every place that certificates are shown from.
class CertificateSourceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsFilesOfAnyForm_data();
    void readsFilesOfAnyForm();
    void asksForThePassword();
    void loadsTheKey();
    void readsFolders();
    void keysAreNotLostBehindChains_data();
    void keysAreNotLostBehindChains();
    void goesDownIntoFolders();
    void tellsWhatMayNotBeRead();
    void lockedFoldersAreBounded();
    void readsTheSystem();
    void readsTheOwnStore();
    void readsWhatThePlatformKeeps();
    void handsOutTheFirstSoon();
    void stopsWhenTold();
    void saysWhatIsMissing();
    void longChainsAreBounded();

private:
    QString write(const QString& name, const QByteArray& content) const
    {
        return tests::writtenFile(m_folder->filePath(name), content);
    }

    static QByteArray exported(const KeyMaterial& material, ExportForm form, ExportPart part)
    {
        ExportRequest request;
        request.form = form;
        request.part = part;
        request.password = form == ExportForm::Pkcs12 ? "secret" : "";
        return exportMaterial(material, request).value();
    }

    static QStringList namesOf(const QList<StoreEntry>& entries)
    {
        QStringList names;
        for (const StoreEntry& entry : entries) {
            names.append(entry.name);
        }
        return names;
    }

    TestPki m_pki;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void CertificateSourceTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void CertificateSourceTest::readsFilesOfAnyForm_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<bool>("key");
    const KeyMaterial server = m_pki.server();
    const QStringList both {"server", "Test Intermediate"};
    QTest::newRow("PEM with key") << *toPem(server) << both << true;
    QTest::newRow("PEM, several")
        << certificatePem(m_pki.client(), false) + certificatePem(m_pki.root(), false)
            + certificatePem(server, true)
        << QStringList {"client", "server", "Test Intermediate", "Test Root"} << false;
    QTest::newRow("DER") << toDer(server.certificate.get()) << QStringList {"server"} << false;
    QTest::newRow("PKCS#7") << exported(server, ExportForm::Pkcs7, ExportPart::Chain) << both
                            << false;
    QTest::newRow("twice the same") << certificatePem(server, false) + certificatePem(server, false)
                                    << QStringList {"server"} << false;
}

void CertificateSourceTest::readsFilesOfAnyForm()
{
    QFETCH(QByteArray, content);
    const QString path = write("a file.bin", content);
    const Result<CertificateSourcePtr> source = openSource(path);
    QVERIFY(source);
    QCOMPARE((*source)->kind(), SourceKind::File);
    QCOMPARE((*source)->name(), QString("a file.bin"));
    QList<Error> faults;
    const Result<QList<StoreEntry>> entries = readAll(**source, &faults);
    QVERIFY2(entries, qPrintable(entries ? QString() : entries.error().toLine()));
    QTEST(namesOf(*entries), "names");
    QCOMPARE(faults.size(), 0);
    for (const StoreEntry& entry : *entries) {
        QCOMPARE(entry.facts, *certificateFacts(entry.der));
        QCOMPARE(entry.path, path);
        QVERIFY(!entry.searchText.isEmpty());
        if (entry.name == "server") {
            QTEST(entry.hasPrivateKey, "key");
        } else {
            QVERIFY(!entry.hasPrivateKey);
        }
    }
}

void CertificateSourceTest::asksForThePassword()
{
    const QString path
        = write("a.p12", exported(m_pki.server(), ExportForm::Pkcs12, ExportPart::All));
    const auto read = [&path](const QByteArray& password) {
        return readAll(**openSource(path, password), nullptr);
    };
    QCOMPARE(read({}).error().code, ErrorCode::PasswordNeeded);
    QCOMPARE(read("wrong").error().code, ErrorCode::WrongPassword);
    const Result<QList<StoreEntry>> entries = read("secret");
    QVERIFY(entries);
    QCOMPARE(namesOf(*entries), (QStringList {"server", "Test Intermediate"}));
    QVERIFY(entries->first().hasPrivateKey);
    QCOMPARE(entries->first().chain.size(), 1);
    const Result<KeyMaterial> material = (*openSource(path, "secret"))->load(entries->first(), {});
    QVERIFY(material);
    QVERIFY(keyFits(*material));
}

void CertificateSourceTest::loadsTheKey()
{
    const QString path = write("a.pem", *toPem(m_pki.server(), "secret"));
    const CertificateSourcePtr source = *openSource(path);
    const QList<StoreEntry> entries = *readAll(*source, nullptr);
    QVERIFY(entries.first().keyEncrypted);
    QCOMPARE(source->load(entries.first(), {}).error().code, ErrorCode::PasswordNeeded);
    const Result<KeyMaterial> material = source->load(entries.first(), "secret");
    QVERIFY(material);
    QVERIFY(keyFits(*material));
    QCOMPARE(material->chain.size(), 1);
    QVERIFY(!source->load(entries.last(), {})->hasKey());
}

void CertificateSourceTest::readsFolders()
{
    write("shop.pem", *toPem(m_pki.server()));
    write("again.crt", certificatePem(m_pki.intermediate(), false));
    write("root.der", m_pki.rootDer());
    write("read me.txt", "nothing here");
    write("damaged.pem", certificatePem(m_pki.client(), false).replace(100, 4, "!!!!"));
    const QString locked
        = write("locked.p12", exported(m_pki.client(), ExportForm::Pkcs12, ExportPart::All));
    const CertificateSourcePtr source = *openSource(m_folder->path());
    QCOMPARE(source->kind(), SourceKind::Folder);
    QVERIFY(source->watched().contains(m_folder->path()));
    QVERIFY(source->watched().contains(locked)); // what is written into a file shows only there
    QList<Error> faults;
    const Result<QList<StoreEntry>> entries = readAll(*source, &faults);
    QVERIFY(entries);
    QCOMPARE(namesOf(*entries), (QStringList {"again", "root", "shop"}));
    QVERIFY(entries->last().hasPrivateKey);
    QCOMPARE(entries->last().chain.size(), 1);
    QCOMPARE(faults.size(), 2);
    QCOMPARE(faults.last().where, locked);
    QCOMPARE(faults.last().code, ErrorCode::PasswordNeeded);
}

void CertificateSourceTest::keysAreNotLostBehindChains_data()
{
    QTest::addColumn<QString>("first"); // is read before the issuer's own file
    QTest::newRow("as stores write it") << "a.pem";
    QTest::newRow("as OpenSSL reads it") << "a.p7b";
    QTest::newRow("after it") << "z.pem";
}

/// An issuer that stands in the chain of another file has a file of its own, with its key.
void CertificateSourceTest::keysAreNotLostBehindChains()
{
    QFETCH(const QString, first);
    const bool isPem = first.endsWith(".pem");
    write(first,
          isPem ? *toPem(m_pki.server())
                : exported(m_pki.server(), ExportForm::Pkcs7, ExportPart::Chain));
    const QString own = write("issuer.pem", *toPem(m_pki.intermediate()));
    const Result<QList<StoreEntry>> entries = readAll(**openSource(m_folder->path()), nullptr);
    QVERIFY(entries);
    QStringList names = namesOf(*entries);
    names.sort();
    QStringList wanted {QFileInfo(first).completeBaseName(), "issuer"};
    wanted.sort();
    QCOMPARE(names, wanted);
    const auto issuer = std::find_if(entries->begin(), entries->end(), [](const StoreEntry& entry) {
        return entry.name == "issuer";
    });
    QVERIFY(issuer->hasPrivateKey);
    QCOMPARE(issuer->path, own);
}

void CertificateSourceTest::goesDownIntoFolders()
{
    const QDir top(m_folder->path());
    QVERIFY(top.mkpath("live/shop.test") && top.mkpath("1/2/3/4/5/6/7"));
    write("root.pem", certificatePem(m_pki.root(), false));
    write("live/shop.test/cert.pem", certificatePem(m_pki.server(), false));
    write("1/2/3/4/5/at the bottom.pem", certificatePem(m_pki.client(), false));
    write("1/2/3/4/5/6/7/too deep.pem", certificatePem(m_pki.intermediate(), false));
    QVERIFY(QFile::link(m_folder->path(), top.filePath("live/around")));
    const CertificateSourcePtr source = *openSource(m_folder->path());
    const QStringList watched = source->watched();
    QVERIFY(watched.contains(top.filePath("live/shop.test")));
    QVERIFY(watched.contains(top.filePath("live/shop.test/cert.pem")));
    QVERIFY(!watched.contains(top.filePath("live/around")));
    QList<Error> faults;
    const QList<StoreEntry> entries = *readAll(*source, &faults);
    QCOMPARE(namesOf(entries),
             (QStringList {"1/2/3/4/5/at the bottom", "live/shop.test/cert", "root"}));
    QCOMPARE(faults.size(), 1); // that there is more
    QCOMPARE(faults.first().where, m_folder->path());
}

void CertificateSourceTest::tellsWhatMayNotBeRead()
{
    const QDir top(m_folder->path());
    QVERIFY(top.mkpath("locked"));
    write("root.pem", certificatePem(m_pki.root(), false));
    const QString file = write("secret.pem", certificatePem(m_pki.server(), false));
    QVERIFY(::chmod(qPrintable(m_folder->path()), 0755) == 0);
    QVERIFY(::chmod(qPrintable(top.filePath("root.pem")), 0644) == 0);
    QVERIFY(::chmod(qPrintable(file), 0) == 0);
    QVERIFY(::chmod(qPrintable(top.filePath("locked")), 0) == 0);
    QList<Error> faults;
    Result<QList<StoreEntry>> entries = fail({});
    {
        const AsNobody nobody;
        entries = readAll(*openSource(m_folder->path()).value(), &faults);
    }
    QVERIFY(::chmod(qPrintable(top.filePath("locked")), 0700) == 0);
    QVERIFY(entries);
    QCOMPARE(namesOf(*entries), QStringList {"root"});
    QCOMPARE(faults.size(), 2);
    QCOMPARE(faults.first().where, top.filePath("locked"));
    QCOMPARE(faults.first().code, ErrorCode::PermissionDenied);
    QCOMPARE(faults.last().where, file);
}

/// Each would be shown: there is an end to them, and it is told.
void CertificateSourceTest::lockedFoldersAreBounded()
{
    constexpr int kMany = 2'010;
    const QDir top(m_folder->path());
    QVERIFY(::chmod(qPrintable(m_folder->path()), 0755) == 0);
    const auto setMode = [&top](mode_t mode) {
        bool isSet = true;
        for (int i = 0; i < kMany; ++i) {
            isSet = isSet && ::chmod(qPrintable(top.filePath(QString::number(i))), mode) == 0;
        }
        return isSet;
    };
    for (int i = 0; i < kMany; ++i) {
        QVERIFY(top.mkdir(QString::number(i)));
    }
    QVERIFY(setMode(0));
    QList<Error> faults;
    {
        const AsNobody nobody;
        QVERIFY(readAll(*openSource(m_folder->path()).value(), &faults));
    }
    QVERIFY(setMode(S_IRWXU));
    QCOMPARE(faults.size(), 2'000 + 1);
    QCOMPARE(faults.first().code, ErrorCode::NotSupported);
    QCOMPARE(faults.first().where, m_folder->path());
}

void CertificateSourceTest::readsTheSystem()
{
    const CertificateSourcePtr source = *openSource("system");
    QCOMPARE(source->kind(), SourceKind::System);
    const Result<QList<StoreEntry>> entries = readAll(*source, nullptr);
    const int anchors = TrustAnchors::system()->count;
    QVERIFY2(anchors > 0, "ca-certificates, which ./dev installs, is missing");
    QVERIFY(entries);
    QCOMPARE(static_cast<int>(entries->size()), anchors);
}

void CertificateSourceTest::readsTheOwnStore()
{
    const CertificateStore store = m_pki.store(m_folder->path());
    const CertificateSourcePtr source = ownSource(m_folder->path());
    const QList<StoreEntry> entries = *readAll(*source, nullptr);
    QCOMPARE(namesOf(entries), namesOf(store.entries()));
    QVERIFY(source->load(entries.first(), {})->hasKey());
}

void CertificateSourceTest::readsWhatThePlatformKeeps()
{
    // Windows and macOS hand out encodings, which are theirs and not checked.
    const QByteArray root = toDer(m_pki.root().certificate.get());
    const PlatformStore store {
        .id = "some:ROOT", .name = "Some: roots", .holdsAnchors = true, .read = [root] {
            return Result<QList<QByteArray>>({root, "no certificate", root});
        }};
    const PlatformSource source(store);
    QCOMPARE(source.id(), QString("some:ROOT"));
    QCOMPARE(source.kind(), SourceKind::System);
    QList<Error> faults;
    const Result<QList<StoreEntry>> entries = readAll(source, &faults);
    QVERIFY(entries);
    QCOMPARE(entries->size(), 1);
    QCOMPARE(entries->first().der, root);
    QVERIFY(!entries->first().hasPrivateKey);
    QCOMPARE(faults.size(), 1);

    PlatformStore closed = store;
    closed.read = [] { return fail({.code = ErrorCode::PermissionDenied, .message = "locked"}); };
    QCOMPARE(readAll(PlatformSource(closed), nullptr).error().code, ErrorCode::PermissionDenied);
}

void CertificateSourceTest::handsOutTheFirstSoon()
{
    for (int i = 0; i < 60; ++i) {
        write(QStringLiteral("%1.pem").arg(i), *toPem(m_pki.client()));
    }
    QList<int> dones;
    QVERIFY((*openSource(m_folder->path()))->read([&dones](const SourceBatch& batch) {
        dones.append(batch.done);
        return batch.total == 60;
    }));
    QCOMPARE(dones, (QList<int> {20, 60}));
}

void CertificateSourceTest::stopsWhenTold()
{
    write("a.pem", *toPem(m_pki.client()));
    const Result<void> read
        = (*openSource(m_folder->path()))->read([](const SourceBatch&) { return false; });
    QCOMPARE(read.error().code, ErrorCode::Cancelled);
}

void CertificateSourceTest::saysWhatIsMissing()
{
    const Result<CertificateSourcePtr> source = openSource(m_folder->filePath("nowhere.pem"));
    QCOMPARE(source.error().code, ErrorCode::NotFound);
    QVERIFY(source.error().where.endsWith("nowhere.pem"));
    const QString text = write("text.pem", "nothing");
    const Result<QList<StoreEntry>> entries = readAll(**openSource(text), nullptr);
    QCOMPARE(entries.error().code, ErrorCode::InvalidInput);
    QCOMPARE(entries.error().where, text);
}

void CertificateSourceTest::longChainsAreBounded()
{
    // Each issued the next: entries that carried all above them would take memory by the square.
    constexpr int kLength = 150;
    constexpr int kLongest = 100;
    KeyMaterial issuer = m_pki.root();
    QByteArray bundle;
    for (int i = 0; i < kLength; ++i) {
        issuer = TestPki::make(TestPki::request(CertificateKind::Intermediate, QString::number(i)),
                               &issuer);
        issuer.chain.clear();
        bundle.prepend(certificatePem(issuer, false));
    }
    for (const QByteArray& content :
         {bundle, "text in front\n" + bundle + "-----BEGIN X-----\nAAAA\n-----END X-----\n"}) {
        const CertificateSourcePtr source = *openSource(write("long.pem", content));
        const Result<QList<StoreEntry>> entries = readAll(*source, nullptr);
        QVERIFY2(entries, qPrintable(entries ? QString() : entries.error().toLine()));
        QCOMPARE(entries->size(), kLength);
        QList<qsizetype> lengths;
        for (const StoreEntry& entry : *entries) {
            lengths.append(entry.chain.size());
        }
        std::sort(lengths.begin(), lengths.end());
        // The one that the file is about may keep all that stands beside it.
        QCOMPARE(lengths.at(kLength - 2), kLongest);
    }
}

QTEST_GUILESS_MAIN(CertificateSourceTest)
#include "certificate_source_test.moc"
