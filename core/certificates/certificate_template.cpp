#include "core/certificates/certificate_template.h"

#include "core/base/atomic_file.h"
#include "core/certificates/certificate_text.h"
#include "core/certificates/store_file_name.h"
#include "core/certificates/store_folder.h"

#include <QDir>
#include <QFileInfo>

#include <array>
#include <utility>

namespace workbench {
namespace {

constexpr qint64 kLargestTemplate = 1 << 20;

constexpr std::array kKinds = {CertificateKind::Ca,
                               CertificateKind::Intermediate,
                               CertificateKind::Server,
                               CertificateKind::Client,
                               CertificateKind::SelfSigned};

QString suffix()
{
    return QStringLiteral(".json");
}

QList<CertificateTemplate> builtIns()
{
    QList<CertificateTemplate> templates;
    for (const CertificateKind kind : kKinds) {
        CertificateTemplate made;
        made.name = QString::fromLatin1(toIdentifier(kind));
        made.builtIn = true;
        made.request.kind = kind;
        if (kind == CertificateKind::Server || kind == CertificateKind::SelfSigned) {
            made.request.san = {QStringLiteral("dns:localhost"),
                                QStringLiteral("ip:127.0.0.1"),
                                QStringLiteral("ip:::1")};
        }
        templates.append(made);
    }
    return templates;
}

bool isBuiltIn(const QString& name)
{
    const QList<CertificateTemplate> templates = builtIns();
    return std::any_of(templates.begin(), templates.end(), [&name](const auto& known) {
        return known.name == name;
    });
}

Error keptByProgram(const QString& name)
{
    return {.code = ErrorCode::InvalidInput,
            .message
            = CertificateText::tr("The template “%1” belongs to the program and stays.").arg(name),
            .remedy = CertificateText::tr("Save yours under another name."),
            .where = QStringLiteral("template")};
}

} // namespace

TemplateFolder::TemplateFolder(QString folder)
    : m_folder(std::move(folder))
{ }

Result<QString> TemplateFolder::pathOf(const QString& name) const
{
    return storeFileName(name, {}, suffix()).map([this](const QString& file) {
        return m_folder + QLatin1Char('/') + file;
    });
}

QList<CertificateTemplate> TemplateFolder::list(QList<Error>* faults) const
{
    QList<CertificateTemplate> templates = builtIns();
    const QFileInfoList files = QDir(m_folder).entryInfoList(
        {QLatin1Char('*') + suffix()}, QDir::Files, QDir::Name | QDir::IgnoreCase);
    for (const QFileInfo& file : files) {
        Result<CertificateTemplate> read
            = readFile(file.filePath(), kLargestTemplate).and_then([&](const QByteArray& json) {
                  return parseTemplate(json, file.filePath());
              });
        const QString name = entryNameOf(file.fileName(), suffix());
        if (read && !isBuiltIn(name)) {
            read->name = name;
            templates.append(*read);
        } else if (faults != nullptr) {
            faults->append(read ? keptByProgram(name) : read.error());
        }
    }
    return templates;
}

Result<CertificateTemplate> TemplateFolder::find(const QString& name) const
{
    QList<Error> faults;
    const QList<CertificateTemplate> templates = list(&faults);
    QStringList names;
    for (const CertificateTemplate& known : templates) {
        if (known.name == name) {
            return known;
        }
        names.append(known.name);
    }
    const Result<QString> path = pathOf(name);
    for (const Error& fault : std::as_const(faults)) {
        if (path && fault.where == *path) {
            return fail(fault);
        }
    }
    return fail(
        {.code = ErrorCode::NotFound,
         .message = CertificateText::tr("There is no template named “%1”.").arg(name),
         .remedy = CertificateText::tr("There are: %1.").arg(names.join(QStringLiteral(", "))),
         .where = QStringLiteral("template")});
}

Result<void> TemplateFolder::save(const QString& name, const CertificateRequest& request) const
{
    if (isBuiltIn(name)) {
        return fail(keptByProgram(name));
    }
    const Result<QString> path = pathOf(name);
    if (!path) {
        return fail(path.error());
    }
    return ensureStoreFolder(m_folder).and_then(
        [&] { return writeFileAtomically(*path, templateJson(request)); });
}

Result<void> TemplateFolder::remove(const QString& name) const
{
    if (isBuiltIn(name)) {
        return fail(keptByProgram(name));
    }
    const Result<QString> path = pathOf(name);
    if (!path) {
        return fail(path.error());
    }
    if (!QFileInfo::exists(*path)) {
        return find(name).map([](const CertificateTemplate&) {});
    }
    std::error_code code;
    std::filesystem::remove(nativePath(*path), code);
    if (code) {
        return fail(folderError(
            m_folder,
            CertificateText::tr("The template cannot be removed from the folder “%1”: %2."),
            code));
    }
    return {};
}

} // namespace workbench
