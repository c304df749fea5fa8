using System;
using static System.Math;
using Json = Newtonsoft.Json.JsonConvert;
using Weather.Stations;

namespace Weather.Api;

/// <summary>Serves what the stations saw.</summary>
/// <param name="store">Where it is kept.</param>
[ApiController, Route("api/[controller]")]
public class ReportsController : ControllerBase, IReports<Report>
{
    private const int Limit = 10, Days = 7;
    private readonly Store _store;
    public event EventHandler<Report>? Arrived;

    public int Count { get; private set; } = 0;
    public string Name => _store.Name;

    public ReportsController(Store store) : base()
    {
        _store = store ?? throw new ArgumentNullException(nameof(store));
    }

    /// <summary>
    /// Finds one report, see <see cref="T:Weather.Report"/>.
    /// </summary>
    [HttpGet("{id}")]
    public async Task<Report?> Find(int id, [FromQuery] string unit = "C")
    {
        if (id < 0)
        {
            throw new BadId(id);
        }
        double Rounded(double value) => Round(value, 1);
        var found = await _store.Load<Report>(id);
        return found?.In(unit, Rounded);
    }

    [HttpPost]
    public void Add(Report report) => _store.Reports.Add(new Entry(report) { Seen = DateTime.Now });

    public Report this[int index] => _store.At(index);

    public static bool operator ==(ReportsController a, ReportsController b) => a.Count == b.Count;

    void Hide() { } // HACK: until the store can forget
}

public record Report(int Id, double Degrees) : Reading(Id);

internal struct Span
{
    public DateTime From, To;
}

public enum Sky { Clear, Cloudy = 5 }

public delegate void Alarm(Report report);

public interface IReports<T> : IDisposable where T : Reading
{
    T Find(int id);
    int Count { get; }
}

public static class Program
{
    public static void Main(string[] args)
    {
        var app = WebApplication.Create(Environment.GetEnvironmentVariable("WEATHER_URL"));
        app.MapGet("/health", Health.Check);
    }
}
