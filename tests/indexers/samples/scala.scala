package finance
package rates

import java.time.{Duration, Instant => Moment}
import scala.util.Try

import finance.errors._
import finance.http.Client.get

/** Something with a price. */
trait Priced { self: Serializable =>
  def price: Double
  def inCents: Long = (price * 100).toLong
}

/** One price, with the time it was seen. */
final case class Rate(price: Double, seen: Moment = Moment.now()) extends Priced with Ordered[Rate] {
  lazy val age: Duration = Duration.between(seen, Moment.now())

  override def compare(other: Rate): Int = price.compare(other.price)
}

object Rate {
  type Code = String
  val Timeout: Int = sys.env.getOrElse("RATES_TIMEOUT", "5").toInt
  private[rates] var cache = Map.empty[Code, Rate]

  /** Reads a rate from text.
    *
    * @param text as the provider sends it
    */
  def parse(text: String): Try[Rate] =
    Try(Rate(clean(text).toDouble))

  // What the provider adds.
  private def clean(text: String) =
    text.trim.replace(",", "")

  implicit class Quotes(val code: Code) extends AnyVal {
    def rate: Try[Rate] = fetch(code)
  }

  @throws[RateError]
  def fetch(code: Code): Try[Rate] = {
    // TODO: ask the second provider when the first is down
    if (!code.forall(_.isLetter)) throw new RateError(code)
    cache.get(code) match {
      case Some(rate: Rate) => Try(rate)
      case None => parse(get(url(code)))
    }
  }

  def url(code: Code) = s"https://rates.example/$code?key=${System.getenv("RATES_API_KEY")}"
}

object Main extends App {
  println("EUR".rate)
}

abstract class RateSuite(timeout: Int) extends FunSuite {
  val suite: String

  test("a rate has an age") {
    assert(Rate(1.5).age.toMillis >= 0)
  }
}
