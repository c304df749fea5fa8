<?php

declare(strict_types=1);

namespace App\Finance;

use App\Errors\{RateError, Unavailable as Gone};
use Psr\Log\LoggerInterface;

use function App\Support\clean;

require_once __DIR__ . '/../support/helpers.php';

const TIMEOUT = 5;
define('API_KEY', getenv('RATES_API_KEY'));

/**
 * Something with a price.
 */
interface Priced
{
    public function price(): string;
}

enum Currency: string
{
    case Euro = 'EUR';
    case Dollar = 'USD';
}

/** One price, with the time it was seen. */
#[Immutable]
final class Rate extends Money implements Priced, \Countable
{
    use Comparable;

    public const BASE = Currency::Euro;
    private static array $cache = [];

    public function __construct(
        private readonly string $text,
        public float $seen = 0.0,
    ) {
    }

    /** Reads a rate from text. */
    public static function parse(string $text): self
    {
        return new self(clean($text), microtime(true));
    }

    public function price(): string
    {
        return self::$cache[$this->text] ??= $this->text;
    }
}

class RateController
{
    protected ?LoggerInterface $logger = null;

    /**
     * The rate of one currency.
     *
     * @throws RateError for a code that nobody quotes
     */
    #[Route('/rates/{code}', name: 'rate', methods: ['GET'])]
    public function show(string $code): Rate
    {
        // TODO: ask the second provider when the first is down
        if (!ctype_alpha($code)) {
            throw new RateError($code);
        }
        try {
            return Rate::parse($this->fetch($code));
        } catch (\TimeoutException $error) {
            throw new Gone($error->getMessage());
        }
    }

    private function fetch(string $code): string
    {
        return file_get_contents($_ENV['RATES_URL'] . $code);
    }
}

Route::post('/rates', [RateController::class, 'store']);
