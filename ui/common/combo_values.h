#pragma once

#include <QComboBox>

namespace workbench {

// A combo box whose items stand for the values of an enumeration.

template <typename Value>
void addItem(QComboBox* box, const QString& text, Value value)
{
    box->addItem(text, static_cast<int>(value));
}

template <typename Value>
Value chosen(const QComboBox* box)
{
    return static_cast<Value>(box->currentData().toInt());
}

template <typename Value>
void choose(QComboBox* box, Value value)
{
    box->setCurrentIndex(qMax(0, box->findData(static_cast<int>(value))));
}

} // namespace workbench
