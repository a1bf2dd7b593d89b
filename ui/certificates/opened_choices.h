#pragma once

#include "core/workbench/workbench.h"

class QComboBox;

namespace workbench {

/// Adds the certificates with keys on opened tokens and in opened files and folders to a combo box:
/// "shop, on the token Cards", "shop, in certs.p12", with the PKCS#11 URI or the filePlaceId() as
/// the item's data. Stores that were not read yet are read now, tokens that were missing are looked
/// for once more; what comes of it is added while the box is there.
void offerOpenedChoices(Workbench& workbench, QComboBox* box);

/// Whether a server or client can use an entry of a store other than "My certificates" from where
/// it lies: its key is on a token, or in a file that can be called by its path.
bool canBeUsedInPlace(const StoreEntry& entry);

/// What such an entry is called in a profile.
QString placeIn(const OpenedStores& stores, const StoreEntry& entry);

/// The certificate that a combo box with such items stands for: an item's data, else the text.
QString certificateIn(const QComboBox* box);

/// Why a certificate on a token or in a file (isFilePlace()) cannot be used; empty: it can be read,
/// and the rest is told once it is.
QString placeProblem(const QString& id);

/// What there is to know of one in a file: its passphrase is asked for, its store is not open any
/// more. Empty: nothing.
QString placeNote(Workbench& workbench, const QString& id);

} // namespace workbench
