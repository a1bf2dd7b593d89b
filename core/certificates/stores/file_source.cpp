#include "core/certificates/stores/file_source.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/material_grouping.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/stores/entry_collector.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <utility>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 64LL << 20;

QStringList filesOf(const QString& folder)
{
    QStringList paths;
    const QFileInfoList files
        = QDir(folder).entryInfoList(QDir::Files | QDir::Readable, QDir::Name);
    for (const QFileInfo& file : files) {
        paths.append(file.filePath());
    }
    return paths;
}

/// The entry of a file as stores write it, with nothing else in it.
std::optional<StoreEntry> quickEntry(StoreEntryReader& reader, const QByteArray& content)
{
    std::optional<StoreEntry> entry = reader.parseQuickly(content);
    return entry && content.count("-----BEGIN CERTIFICATE-----") == entry->chain.size() + 1
        ? entry
        : std::nullopt;
}

/// Whether a file was simply something else: neither marked as a certificate nor locked.
bool isNoCertificate(const Error& error, const QByteArray& content)
{
    return error.code == ErrorCode::InvalidInput && !content.contains("-----BEGIN CERTIFICATE")
        && !content.contains("-----BEGIN TRUSTED CERTIFICATE");
}

EntryCollector::Beside besideOf(const KeyMaterial& material)
{
    EntryCollector::Beside beside {.hasPrivateKey = material.hasKey()};
    for (const std::shared_ptr<X509>& issuer : material.chain) {
        beside.chain.append(toDer(issuer.get()));
    }
    return beside;
}

/// Every certificate of the file with its issuers; where the key was only noticed, it belongs to
/// the certificate that the file is about.
void collect(const CertificateBundle& bundle, const QString& name, EntryCollector& collector)
{
    QSet<QByteArray> all;
    for (const std::shared_ptr<X509>& certificate : bundle.certificates) {
        all.insert(toDer(certificate.get()));
    }
    const std::shared_ptr<X509> main = mainCertificate(bundle.certificates);
    const QByteArray mainDer = main ? toDer(main.get()) : QByteArray();
    for (const KeyMaterial& material : groupMaterial(bundle, all)) {
        if (!material.certificate) {
            continue;
        }
        EntryCollector::Beside beside = besideOf(material);
        if (toDer(material.certificate.get()) == mainDer) {
            beside.name = name;
            if (bundle.keys.isEmpty() && bundle.holdsKey) {
                beside.hasPrivateKey = true;
                beside.keyEncrypted = bundle.keyEncrypted;
            }
        }
        collector.add(material.certificate.get(), beside);
    }
}

} // namespace

FileSource::FileSource(QString path, QByteArray password)
    : m_path(std::move(path))
    , m_password(std::move(password))
    , m_isFolder(QFileInfo(m_path).isDir())
{ }

FileSource::~FileSource()
{
    wipe(m_password);
}

QString FileSource::name() const
{
    const QString last = QFileInfo(m_path).fileName();
    return last.isEmpty() ? m_path : last;
}

QStringList FileSource::watched() const
{
    return m_isFolder ? QStringList {m_path} + filesOf(m_path) : QStringList {m_path};
}

Result<void>
FileSource::readOne(const QString& path, StoreEntryReader& reader, EntryCollector& collector) const
{
    Result<QByteArray> content = readFile(path, kLargestFile);
    if (!content) {
        return fail(content.error());
    }
    collector.setPath(path);
    const QString name = m_isFolder ? QFileInfo(path).completeBaseName() : QString();
    if (std::optional<StoreEntry> entry = quickEntry(reader, *content)) {
        wipe(*content);
        collector.addWithChain(*entry, name);
        return {};
    }
    // Keys are decoded only where the certificates beside them are encrypted too.
    const KeyReading keys = m_password.isEmpty() ? KeyReading::Skip : KeyReading::Read;
    const Result<CertificateBundle> bundle = readBundle(*content, m_password, path, keys);
    const bool isOther = !bundle && m_isFolder && isNoCertificate(bundle.error(), *content);
    wipe(*content);
    if (!bundle) {
        return isOther ? Result<void>() : fail(bundle.error());
    }
    collect(*bundle, name, collector);
    return {};
}

Result<void> FileSource::read(const Receiver& receive) const
{
    EntryCollector collector(m_path, receive);
    StoreEntryReader reader;
    if (!m_isFolder) {
        const Result<void> read = readOne(m_path, reader, collector);
        if (!read) {
            return read;
        }
        collector.progress(1, 1);
        return collector.finish();
    }
    if (!QFileInfo(m_path).isReadable()) {
        return fail({.code = ErrorCode::PermissionDenied,
                     .message = CertificateText::tr("The folder “%1” cannot be read.").arg(m_path),
                     .where = m_path});
    }
    const QStringList paths = filesOf(m_path);
    for (qsizetype i = 0; i < paths.size(); ++i) {
        const Result<void> read = readOne(paths.at(i), reader, collector);
        if (!read) {
            collector.add(read.error());
        }
        if (!collector.progress(static_cast<int>(i + 1), static_cast<int>(paths.size()))) {
            return fail({.code = ErrorCode::Cancelled});
        }
    }
    return collector.finish();
}

Result<KeyMaterial> FileSource::load(const StoreEntry& entry, const QByteArray& password) const
{
    if (!entry.hasPrivateKey) {
        return certificatesOf(entry);
    }
    Result<QByteArray> content = readFile(entry.path, kLargestFile);
    if (!content) {
        return fail(content.error());
    }
    const Result<CertificateBundle> bundle = readBundle(
        *content, password.isEmpty() ? m_password : password, entry.path, KeyReading::Read);
    wipe(*content);
    if (!bundle) {
        return fail(bundle.error());
    }
    for (const KeyMaterial& material : groupMaterial(*bundle, {entry.der})) {
        if (material.certificate && toDer(material.certificate.get()) == entry.der
            && material.hasKey()) {
            return material;
        }
    }
    return fail(
        {.code = ErrorCode::KeyMismatch,
         .message
         = CertificateText::tr("The private key of “%1” is not in the file.").arg(entry.name),
         .remedy = CertificateText::tr("The file was changed by another program, or its "
                                       "key belongs to another certificate."),
         .where = entry.path});
}

} // namespace workbench
