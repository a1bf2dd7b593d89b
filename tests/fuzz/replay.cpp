// replay FOLDER…: gives a fuzzer every file of the folders as it is, cut off at every length and
// with every byte changed. Fails when there is no file at all.
#include "tests/fuzz/fuzzing.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes read(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// An allocation of its own size, so that a sanitizer sees the first byte read beyond it.
void giveCopy(const std::uint8_t* data, std::size_t size)
{
    const Bytes copy(data, data + size);
    LLVMFuzzerTestOneInput(copy.data(), copy.size());
}

/// Long samples are cut and changed at fewer places.
void giveChanged(Bytes bytes)
{
    constexpr std::size_t kPlaces = 100;
    const std::size_t step = bytes.size() / kPlaces + 1;
    for (std::size_t i = 0; i < bytes.size(); i += step) {
        giveCopy(bytes.data(), i);
        const std::uint8_t old = bytes[i];
        for (const int change : {0x00 - old, 0xff - old, 1, -1}) {
            bytes[i] = static_cast<std::uint8_t>(old + change);
            giveCopy(bytes.data(), bytes.size());
        }
        bytes[i] = old;
    }
}

} // namespace

int main(int argc, char** argv)
{
    std::size_t files = 0;
    for (int i = 1; i < argc; ++i) {
        std::error_code missing;
        for (const auto& entry : std::filesystem::directory_iterator(argv[i], missing)) {
            const Bytes bytes = read(entry.path());
            std::fprintf(stderr,
                         "%s\n",
                         entry.path().filename().c_str()); // the last one is the one that aborts
            giveCopy(bytes.data(), bytes.size());
            giveChanged(bytes);
            ++files;
        }
    }
    std::printf("%zu samples replayed\n", files);
    return files > 0 ? 0 : 1;
}
