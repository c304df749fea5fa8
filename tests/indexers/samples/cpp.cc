#include "garden/tree.h"
#include <vector>

GARDEN_BEGIN_NAMESPACE
namespace garden::plants {

using std::vector;
using Height = double;

enum class Season : int { Spring, Autumn = 3 };

// What grows.
template <typename T, int N = 4>
class GARDEN_API Plant final : public Base<T>, private roots::Rooted {
 public:
  static constexpr int kLeaves = 12;

  explicit Plant(Height height) : Base<T>(height), height_{height} {}
  Plant(const Plant&) = delete;
  virtual ~Plant();

  /// How high it is.
  Height height() const { return height_; }
  virtual void grow(int days) = 0;
  template <class U> void feed(U&& food);
  bool operator==(const Plant& other) const;
  operator bool() const { return height_ > 0; }

 protected:
  struct Leaf { Season fell; };
  vector<Leaf> leaves_, buds_;

 private:
  Height height_ = 0;
};

/** Grows for some days. */
template <typename T, int N>
void Plant<T, N>::grow(int days) {
  if (days < 0) throw std::invalid_argument("days");
  auto taller = [this](int day) { return height_ + rate(day); };
  this->feed(new Water(days));
  Leaf leaf = Leaf{Season::Autumn};
  plants::water<Leaf>(leaf);
}

template <typename T, int N>
bool Plant<T, N>::operator==(const Plant<T, N>& other) const { return height_ == other.height_; }

inline GARDEN_API const char* name(Season season) { return getenv("GARDEN_NAME"); }

template <typename T> concept Growing = requires(T t) { t.grow(1); };

std::ostream& operator<<(std::ostream& out, const Season& season);

}  // namespace garden::plants

extern "C" {
int garden_open(const char* path);
}

int main() { return garden_open("."); }
