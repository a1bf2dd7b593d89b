#include "app/command_line/use_notes.h"

#include "app/command_line/command_context.h"
#include "core/connection/tls_catalogue.h"

#include <QCoreApplication>

namespace workbench {

void complainOf(const QList<EntryUse>& uses, const CertificateStore& store)
{
    for (const Objection& objection : objections(uses, store.entries())) {
        QStringList words {objection.item.title};
        for (const PreflightFix& fix : objection.item.fixes) {
            words.append(fix.text);
        }
        CommandContext::complain(QCoreApplication::translate("UseNotes", "note: “%1”: %2")
                                     .arg(objection.entry.name, words.join(QLatin1Char(' '))));
    }
}

void complainOfUnknownCiphers(const QString& cipherList)
{
    const QStringList unknown = unknownCipherWords(cipherList);
    if (!unknown.isEmpty()) {
        CommandContext::complain(
            QCoreApplication::translate("UseNotes", "note: this TLS library has no cipher for: %1.")
                .arg(unknown.join(QStringLiteral(", "))));
    }
}

} // namespace workbench
