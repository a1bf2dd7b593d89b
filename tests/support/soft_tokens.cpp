#include "tests/support/soft_tokens.h"

#include "core/base/atomic_file.h"
#include "core/certificates/certificate_facts.h"
#include "core/certificates/tokens/token_search.h"
#include "tests/support/command.h"

#include <QFileInfo>
#include <QUrl>

namespace workbench::tests {
namespace {

void run(const QString& program, const QStringList& arguments)
{
    const CommandResult result = runCommand(program, arguments);
    if (!result.worked()) {
        qFatal("%s %s: %s%s",
               qPrintable(program),
               qPrintable(arguments.join(QLatin1Char(' '))),
               result.output.constData(),
               result.errors.constData());
    }
}

void mustWrite(const QString& path, const QByteArray& content)
{
    if (!writeFileAtomically(path, content)) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

} // namespace

SoftTokens::SoftTokens()
{
    const QString configuration = m_folder.filePath(QStringLiteral("softhsm2.conf"));
    mustWrite(configuration,
              "directories.tokendir = " + m_folder.path().toLocal8Bit()
                  + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    qputenv("SOFTHSM2_CONF", configuration.toLocal8Bit());
}

QString SoftTokens::module()
{
    for (const char* path : {"/usr/lib/softhsm/libsofthsm2.so",
                             "/usr/lib64/pkcs11/libsofthsm2.so",
                             "/usr/lib64/softhsm/libsofthsm2.so",
                             "/opt/homebrew/lib/softhsm/libsofthsm2.so"}) {
        if (QFileInfo::exists(QString::fromLatin1(path))) {
            return QString::fromLatin1(path);
        }
    }
    qFatal("SoftHSM is not installed (package softhsm2)");
}

QString SoftTokens::uri(const QString& label, const QString& rest)
{
    return QStringLiteral("pkcs11:token=%1%2?module-path=%3")
        .arg(QString::fromLatin1(QUrl::toPercentEncoding(label)), rest, module());
}

void SoftTokens::makeToken(const QString& label) const
{
    run(QStringLiteral("softhsm2-util"),
        {QStringLiteral("--init-token"),
         QStringLiteral("--free"),
         QStringLiteral("--label"),
         label,
         QStringLiteral("--so-pin"),
         QStringLiteral("administrator"),
         QStringLiteral("--pin"),
         QString::fromLatin1(kPin)});
}

void SoftTokens::write(const QString& token,
                       const QString& id,
                       const QString& name,
                       const KeyMaterial& material) const
{
    const QString path = m_folder.filePath(QStringLiteral("object"));
    const auto write = [&](const QString& type, const QByteArray& content) {
        mustWrite(path, content);
        QStringList arguments {QStringLiteral("--module"),
                               module(),
                               QStringLiteral("--token-label"),
                               token,
                               QStringLiteral("--login"),
                               QStringLiteral("--pin"),
                               QString::fromLatin1(kPin),
                               QStringLiteral("--write-object"),
                               path,
                               QStringLiteral("--type"),
                               type,
                               QStringLiteral("--label"),
                               name};
        if (!id.isEmpty()) {
            arguments += {QStringLiteral("--id"), id};
        }
        run(QStringLiteral("pkcs11-tool"), arguments);
    };
    if (material.hasKey() && id.isEmpty()) {
        write(QStringLiteral("privkey"), keyPem(material).value());
    } else if (material.hasKey()) { // with the public key beside it
        mustWrite(path, keyPem(material).value());
        run(QStringLiteral("softhsm2-util"),
            {QStringLiteral("--import"),
             path,
             QStringLiteral("--token"),
             token,
             QStringLiteral("--label"),
             name,
             QStringLiteral("--id"),
             id,
             QStringLiteral("--pin"),
             QString::fromLatin1(kPin)});
    }
    if (material.certificate) {
        write(QStringLiteral("cert"), toDer(material.certificate.get()));
    }
}

void SoftTokens::logOut(const QString& token)
{
    const TokenModulePtr loaded = TokenModule::load(module()).value();
    const QList<FoundToken> all = searchTokens({loaded});
    const FoundToken found = chooseToken(all, {.token = token}).value();
    CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
    const CK_FUNCTION_LIST& call = loaded->call();
    if (call.C_OpenSession(found.slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session) != CKR_OK
        || call.C_Logout(session) != CKR_OK || call.C_CloseSession(session) != CKR_OK) {
        qFatal("cannot log out of %s", qPrintable(token));
    }
}

} // namespace workbench::tests
