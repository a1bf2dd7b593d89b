#include "core/certificates/stores/file_source.h"

#include "core/base/atomic_file.h"
#include "core/base/wipe.h"
#include "core/certificates/certificate_bundle.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/material_grouping.h"
#include "core/certificates/store_entry_file.h"
#include "core/certificates/stores/entry_collector.h"
#include "core/certificates/stores/key_beside.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <utility>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 64LL << 20;

// A person may open a whole disk by mistake.
constexpr int kDeepest = 6; ///< folders below each other
constexpr qsizetype kMostFolders = 2'000;
constexpr qsizetype kMostFiles = 50'000;

/// What lies in a folder and in those below it; links to folders are not followed.
struct FolderTree
{
    QStringList folders; ///< the folder itself first
    QStringList files; ///< those of a folder before those of the ones in it
    QStringList locked; ///< folders that nobody here may read
    bool isWhole = true;
};

QStringList pathsIn(const QString& folder, QDir::Filters filters)
{
    QStringList paths;
    const QFileInfoList found = QDir(folder).entryInfoList(filters, QDir::Name);
    for (const QFileInfo& one : found) {
        paths.append(one.filePath());
    }
    return paths;
}

void collectFolder(const QString& folder, int depth, FolderTree& tree)
{
    tree.folders.append(folder);
    tree.files += pathsIn(folder, QDir::Files);
    const QStringList below = pathsIn(folder, QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
    for (const QString& one : below) {
        const bool isReadable = QFileInfo(one).isReadable();
        if (!isReadable && tree.locked.size() < kMostFolders) {
            tree.locked.append(one);
        } else if (isReadable && depth < kDeepest && tree.folders.size() < kMostFolders
                   && tree.files.size() < kMostFiles) {
            collectFolder(one, depth + 1, tree);
        } else {
            tree.isWhole = false;
        }
    }
}

Error lockedFolder(const QString& path)
{
    return {.code = ErrorCode::PermissionDenied,
            .message = CertificateText::tr("The folder “%1” cannot be read.").arg(path),
            .remedy = CertificateText::tr("Give yourself the right to read it."),
            .where = path};
}

FolderTree treeOf(const QString& folder)
{
    FolderTree tree;
    collectFolder(folder, 1, tree);
    if (tree.files.size() > kMostFiles) {
        tree.files.resize(kMostFiles);
        tree.isWhole = false;
    }
    return tree;
}

/// "shop", or "live/shop" where it lies further down.
QString nameIn(const QString& folder, const QString& path)
{
    const QFileInfo file(path);
    const QString below = QDir(folder).relativeFilePath(file.path());
    return below == QStringLiteral(".") ? file.completeBaseName()
                                        : below + QLatin1Char('/') + file.completeBaseName();
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

/// All that is in a file, keys too.
Result<CertificateBundle> bundleIn(const QString& path, qint64 largest, const QByteArray& password)
{
    Result<QByteArray> content = readFile(path, largest);
    if (!content) {
        return fail(content.error());
    }
    Result<CertificateBundle> bundle = readBundle(*content, password, path, KeyReading::Read);
    wipe(*content);
    return bundle;
}

EntryCollector::Beside besideOf(const KeyMaterial& material)
{
    EntryCollector::Beside beside {.hasPrivateKey = material.hasKey()};
    for (const std::shared_ptr<X509>& issuer : material.chain) {
        beside.chain.append(toDer(issuer.get()));
    }
    return beside;
}

/// Every certificate of the file with its issuers; where the key was only noticed or lies beside
/// the file, it belongs to the certificate that the file is about.
void collect(const CertificateBundle& bundle,
             const QString& path,
             const QString& name,
             bool isOneOfMany,
             EntryCollector& collector)
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
        const bool isMain = toDer(material.certificate.get()) == mainDer;
        if (isMain) {
            beside.name = name;
            if (bundle.keys.isEmpty() && bundle.holdsKey) {
                beside.hasPrivateKey = true;
                beside.keyEncrypted = bundle.keyEncrypted;
            } else if (!bundle.holdsKey) {
                const std::optional<KeyBeside> key = keyBeside(path, mainDer);
                beside.hasPrivateKey = key.has_value();
                beside.keyEncrypted = key && key->encrypted;
            }
        }
        if (isOneOfMany && !isMain && !beside.hasPrivateKey) {
            collector.addLater(material.certificate.get(), beside);
        } else {
            collector.add(material.certificate.get(), beside);
        }
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
    if (!m_isFolder) {
        return QStringList {m_path} + keyFilesBeside(m_path);
    }
    const FolderTree tree = treeOf(m_path);
    return tree.folders + tree.files;
}

Result<void>
FileSource::readOne(const QString& path, StoreEntryReader& reader, EntryCollector& collector) const
{
    Result<QByteArray> content = readFile(path, kLargestFile);
    if (!content) {
        return fail(content.error());
    }
    collector.setPath(path);
    const QString name = m_isFolder ? nameIn(m_path, path) : QString();
    if (std::optional<StoreEntry> entry = quickEntry(reader, *content)) {
        wipe(*content);
        if (const auto key = entry->hasPrivateKey ? std::nullopt : keyBeside(path, entry->der)) {
            entry->hasPrivateKey = true;
            entry->keyEncrypted = key->encrypted;
        }
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
    collect(*bundle, path, name, m_isFolder, collector);
    return {};
}

Result<void> FileSource::read(const Receiver& receive) const
{
    EntryCollector collector(m_path, receive);
    StoreEntryReader reader;
    if (!m_isFolder) {
        Result<void> read = readOne(m_path, reader, collector);
        if (!read) {
            return read;
        }
        collector.progress(1, 1);
        return collector.finish();
    }
    if (!QFileInfo(m_path).isReadable()) {
        return fail(lockedFolder(m_path));
    }
    const FolderTree tree = treeOf(m_path);
    const QStringList& paths = tree.files;
    if (!tree.isWhole) {
        collector.add(Error {.code = ErrorCode::NotSupported,
                             .message = CertificateText::tr("The folder holds too much: only a "
                                                            "part of it is shown."),
                             .remedy = CertificateText::tr("Open the folders in it instead."),
                             .where = m_path});
    }
    for (const QString& locked : tree.locked) {
        collector.add(lockedFolder(locked));
    }
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
    const QByteArray& given = password.isEmpty() ? m_password : password;
    Result<CertificateBundle> bundle = bundleIn(entry.path, kLargestFile, given);
    if (!bundle) {
        return fail(bundle.error());
    }
    const std::optional<KeyBeside> beside
        = bundle->holdsKey ? std::nullopt : keyBeside(entry.path, entry.der);
    if (beside) {
        const Result<CertificateBundle> more = bundleIn(beside->path, kLargestKeyFile, given);
        if (!more) {
            return fail(more.error());
        }
        append(*bundle, *more);
    }
    for (const KeyMaterial& material : groupMaterial(*bundle, {entry.der})) {
        if (material.certificate && toDer(material.certificate.get()) == entry.der
            && material.hasKey()) {
            return material;
        }
    }
    if (bundle->holdsKey) {
        return fail({.code = ErrorCode::KeyMismatch,
                     .message = CertificateText::tr("The private key in the file is not that of "
                                                    "the certificate “%1”.")
                                    .arg(entry.name),
                     .remedy = CertificateText::tr("Put the key that was made with the certificate "
                                                   "into the file, or choose another file."),
                     .where = entry.path});
    }
    return fail(missingKey(entry.path));
}

} // namespace workbench
