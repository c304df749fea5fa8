package finance.rates

import finance.errors.RateError
import finance.http.get as fetchText
import java.time.*

private const val TIMEOUT = 5
val apiKey: String = System.getenv("RATES_API_KEY") ?: ""

typealias Code = String

/** Something with a price. */
interface Priced {
  val price: Double

  fun inCents(): Long = (price * 100).toLong()
}

enum class Currency(val code: Code) {
  EURO("EUR"),
  DOLLAR("USD"),
}

/**
 * One price, with the time it was seen.
 */
data class Rate(
  override val price: Double,
  private val seen: Instant = Instant.now(),
) : Priced, Comparable<Rate> {
  constructor(text: String) : this(text.toDouble())

  val age: Duration
    get() = Duration.between(seen, Instant.now())

  override fun compareTo(other: Rate): Int = price.compareTo(other.price)

  companion object {
    /** Reads a rate from text. */
    @JvmStatic
    fun parse(text: String): Rate = Rate(text.clean())
  }
}

private fun String.clean(): String {
  return trim().replace(",", "")
}

@RestController
@RequestMapping("/api")
class RateController(private val cache: RateCache) : Controller() {
  // TODO: ask the second provider when the first is down
  @GetMapping("/rates/{code}")
  suspend fun rateOf(code: Code): Rate {
    if (code.length != 3) throw RateError(code)
    return try {
      Rate.parse(fetchText(code, TIMEOUT))
    } catch (error: IOException) {
      cache[code] ?: throw errors.Unavailable(code)
    }
  }
}

object RateCache : HashMap<Code, Rate>()

fun main() {
  println(RateController(RateCache).cache.size)
}
