#include "ui/certificates/tokens/token_choices.h"

#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/opened_stores.h"
#include "ui/common/text.h"

#include <QComboBox>
#include <QCoreApplication>

namespace workbench {

void addTokenChoices(Workbench& workbench, QComboBox* box)
{
    const QString text = box->currentText(); // a first item would take its place
    OpenedStores& stores = workbench.stores();
    const QStringList ids = stores.ids();
    for (const QString& id : ids) {
        if (!isTokenUri(id)) {
            continue;
        }
        stores.need(id);
        const OpenedStore* store = stores.find(id);
        for (const StoreEntry& entry : store->entries) {
            if (entry.keyOnToken && !entry.facts.isCa && box->findData(entry.path) < 0) {
                box->addItem(QCoreApplication::translate("TokenChoices", "%1, on the token %2")
                                 .arg(entry.name, store->name),
                             entry.path);
            }
        }
    }
    box->setEditText(text);
}

QString certificateIn(const QComboBox* box)
{
    const int listed = box->findText(box->currentText(), Qt::MatchExactly | Qt::MatchCaseSensitive);
    const QString data = listed < 0 ? QString() : box->itemData(listed).toString();
    return data.isEmpty() ? box->currentText().trimmed() : data;
}

QString tokenProblem(const QString& uri)
{
    const Result<TokenUri> parsed = parseTokenUri(uri);
    return parsed ? QString() : errorText(parsed.error());
}

} // namespace workbench
