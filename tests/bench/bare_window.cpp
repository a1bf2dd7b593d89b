#include <QApplication>
#include <QLabel>
#include <QMainWindow>

/// The least that a program of Qt Widgets can show: a main window with nothing but some lines of
/// text. What it takes to come up is what no program of this kind can go below.
int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    QMainWindow window;
    const QString line = QStringLiteral("The quick brown fox jumps over the lazy dog.\n");
    window.setCentralWidget(
        new QLabel(line.repeated(30))); // tall enough to be noticed from outside
    window.resize(1180, 760);
    window.show();
    return QApplication::exec();
}
