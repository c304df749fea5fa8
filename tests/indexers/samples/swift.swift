import Foundation

/// Tells what a rate is asked for.
public protocol Priced: Sendable {
    associatedtype Amount
    var price: Amount { get }
    func price(in currency: Currency) throws -> Double
}

let timeout: TimeInterval = 5

public enum Currency: String, Codable {
    case euro = "EUR"
    case dollar = "USD", pound = "GBP"
}

enum RateError: Error {
    /// Nobody quotes this code.
    case unknown(code: String)
}

/**
 One price, with the time it was seen.
 */
@frozen
public struct Rate: Priced {
    public typealias Amount = Double

    static let shared = RateCache()
    public let price: Double
    private(set) var seen = Date()

    public var age: TimeInterval {
        Date().timeIntervalSince(seen)
    }

    /// Reads a rate from text.
    public init?(text: String) {
        guard let price = Double(text.cleaned()) else { return nil }
        self.price = price
    }

    public func price(in currency: Currency) throws -> Double {
        guard currency != .pound else { throw RateError.unknown(code: currency.rawValue) }
        return price
    }

    static func < (left: Rate, right: Rate) -> Bool {
        left.price < right.price
    }
}

extension String {
    fileprivate func cleaned() -> String {
        replacingOccurrences(of: ",", with: "")
    }
}

extension Rate: CustomStringConvertible {
    public var description: String { "\(price)" }
}

final class RateCache {
    @Published private var rates: [String: Rate] = [:]

    deinit {
        rates.removeAll()
    }

    subscript(code: String) -> Rate? { rates[code] }

    // TODO: ask the second provider when the first is down
    func fetch(_ code: String) async throws -> Rate? {
        let key = ProcessInfo.processInfo.environment["RATES_API_KEY"]
        let client = RateClient<Rate>(key: key, timeout: timeout)
        return try await client.get(code)
    }
}

@main
struct Quote {
    static func main() async throws {
        print(try await Rate.shared.fetch("EUR") as Any)
    }
}
