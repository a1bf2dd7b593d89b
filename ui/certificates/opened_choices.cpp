#include "ui/certificates/opened_choices.h"

#include "core/base/atomic_file.h"
#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/opened_stores.h"
#include "ui/common/problem_text.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(OpenedChoices)
};

/// How many of a store's entries have their keys in each file.
QHash<QString, int> keysInFiles(const OpenedStore& store)
{
    QHash<QString, int> count;
    for (const StoreEntry& entry : store.entries) {
        count[entry.path] += entry.hasPrivateKey ? 1 : 0;
    }
    return count;
}

QString placeOf(const StoreEntry& entry, const QHash<QString, int>& keys)
{
    return entry.keyOnToken ? entry.path : filePlaceId(entry, keys.value(entry.path) == 1);
}

/// Adds those of one store that the box does not have yet.
void addChoicesOf(const OpenedStore& store, QComboBox* box)
{
    const QString text = box->currentText();
    const QHash<QString, int> keys = keysInFiles(store);
    QSet<QString> known;
    for (int i = 0; i < box->count(); ++i) {
        known.insert(box->itemData(i).toString());
    }
    for (const StoreEntry& entry : store.entries) {
        // A CA signs, and neither serves nor connects.
        const bool isOffered = canBeUsedInPlace(entry) && !entry.facts.isCa;
        const QString id = isOffered ? placeOf(entry, keys) : QString();
        if (id.isEmpty() || known.contains(id)) {
            continue;
        }
        box->addItem((entry.keyOnToken ? Text::tr("%1, on the token %2") : Text::tr("%1, in %2"))
                         .arg(entry.name, store.name),
                     id);
        // Labels need not be unique: this tells apart what reads alike.
        box->setItemData(box->count() - 1, id, Qt::ToolTipRole);
    }
    if (box->currentText() != text) { // a first item takes the place of what was typed
        box->setEditText(text);
    }
}

/// The entry of an opened file or folder that the place means.
const StoreEntry* openedEntry(const OpenedStores& stores, const FilePlace& place)
{
    const QStringList ids = stores.ids();
    for (const QString& id : ids) {
        const QList<StoreEntry>& entries = stores.find(id)->entries;
        const auto found
            = std::find_if(entries.begin(), entries.end(), [&place](const StoreEntry& entry) {
                  return entry.path == place.path
                      && (place.sha256.isEmpty() ? entry.hasPrivateKey
                                                 : entry.facts.sha256 == place.sha256);
              });
        if (found != entries.end()) {
            return &*found;
        }
    }
    return nullptr;
}

} // namespace

void offerOpenedChoices(Workbench& workbench, QComboBox* box)
{
    OpenedStores& stores = workbench.stores();
    const auto add = [&stores, box](const QString& id) {
        const OpenedStore* store = stores.find(id);
        if (store != nullptr) {
            addChoicesOf(*store, box);
        }
    };
    QObject::connect(&stores, &OpenedStores::storeChanged, box, add);
    const QStringList ids = stores.paths();
    for (const QString& id : ids) {
        add(id);
        stores.need(id); // here only: reading ends with storeChanged(), found or not
    }
}

bool canBeUsedInPlace(const StoreEntry& entry)
{
    return !entry.path.isEmpty() && (entry.keyOnToken || entry.hasPrivateKey);
}

QString placeIn(const OpenedStores& stores, const StoreEntry& entry)
{
    const QStringList ids = stores.ids();
    for (const QString& id : ids) {
        const OpenedStore* store = stores.find(id);
        if (store->entries.contains(entry)) {
            return placeOf(entry, keysInFiles(*store));
        }
    }
    return entry.path;
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

QString placeProblem(const QString& id)
{
    if (isTokenUri(id)) {
        return problemText(parseTokenUri(id).map([](const TokenUri&) {}));
    }
    return problemText(checkReadable(filePlaceOf(id).path));
}

QString placeNote(Workbench& workbench, const QString& id)
{
    if (isTokenUri(id)) {
        return {};
    }
    const StoreEntry* opened = openedEntry(workbench.stores(), filePlaceOf(id));
    if (opened == nullptr) {
        return Text::tr("Read from its file, which is in no store that is open here.");
    }
    return opened->keyEncrypted ? Text::tr("Its passphrase is asked for at the start.") : QString();
}

} // namespace workbench
