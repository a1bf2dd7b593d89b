#include "ui/certificates/tokens/token_choices.h"

#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/opened_stores.h"
#include "ui/common/text.h"

#include <QComboBox>
#include <QCoreApplication>

namespace workbench {

namespace {

/// Adds those of one store that the box does not have yet.
void addChoicesOf(const OpenedStore& store, QComboBox* box)
{
    const QString text = box->currentText();
    for (const StoreEntry& entry : store.entries) {
        if (entry.keyOnToken && !entry.facts.isCa && box->findData(entry.path) < 0) {
            box->addItem(QCoreApplication::translate("TokenChoices", "%1, on the token %2")
                             .arg(entry.name, store.name),
                         entry.path);
            // Labels need not be unique: this tells apart what reads alike.
            box->setItemData(box->count() - 1, entry.path, Qt::ToolTipRole);
        }
    }
    if (box->currentText() != text) { // a first item takes the place of what was typed
        box->setEditText(text);
    }
}

} // namespace

void offerTokenChoices(Workbench& workbench, QComboBox* box)
{
    OpenedStores& stores = workbench.stores();
    const auto add = [&stores, box](const QString& id) {
        const OpenedStore* store = stores.find(id);
        if (store != nullptr && isTokenUri(id)) {
            addChoicesOf(*store, box);
        }
    };
    QObject::connect(&stores, &OpenedStores::storeChanged, box, add);
    const QStringList ids = stores.ids();
    for (const QString& id : ids) {
        if (isTokenUri(id)) {
            add(id);
            stores.need(id); // here only: reading ends with storeChanged(), found or not
        }
    }
}

QString certificateIn(const QComboBox* box)
{
    const QString text = box->currentText();
    // The first item with the text need not be the one that was chosen.
    const int listed = box->itemText(box->currentIndex()) == text
        ? box->currentIndex()
        : box->findText(text, Qt::MatchExactly | Qt::MatchCaseSensitive);
    const QString data = box->itemData(listed).toString();
    return data.isEmpty() ? text.trimmed() : data;
}

QString tokenProblem(const QString& uri)
{
    const Result<TokenUri> parsed = parseTokenUri(uri);
    return parsed ? QString() : errorText(parsed.error());
}

} // namespace workbench
