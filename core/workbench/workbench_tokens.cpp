#include "core/certificates/stores/token_source.h"
#include "core/certificates/tokens/token_threads.h"
#include "core/workbench/workbench_private.h"

namespace workbench {

Result<void> checkTokensAreOpen(const QStringList& uris)
{
    for (const QString& text : uris) {
        const Result<TokenUri> uri = parseTokenUri(text);
        if (!uri) {
            return fail(uri.error());
        }
        if (!isTokenOpen(*uri)) {
            return fail(
                {.code = ErrorCode::PasswordNeeded,
                 .message = Workbench::tr("The token “%1” has not been opened.").arg(uri->token),
                 .remedy = Workbench::tr("Give its PIN."),
                 .where = QStringLiteral("certificate")});
        }
    }
    return {};
}

void Workbench::Private::loadTokens(
    const QStringList& uris,
    const std::function<void(const Result<QList<KeyMaterial>>&)>& then) const
{
    const auto load = [uris] {
        Result<QList<KeyMaterial>> loaded;
        for (const QString& uri : uris) {
            const Result<KeyMaterial> material = loadFromToken(uri, {});
            if (!material) {
                loaded = fail(material.error());
                break;
            }
            loaded->append(*material);
        }
        return loaded;
    };
    inTokenThread(q, load, then);
}

} // namespace workbench
