defmodule Finance.Rates do
  @moduledoc """
  Exchange rates, and the last good ones.
  """

  use GenServer
  require Logger
  import Finance.Http, only: [fetch_text: 2]
  alias Finance.Errors.{RateError, Unavailable}
  alias Finance.Text, as: T

  @behaviour Finance.Provider

  @timeout 5_000

  @typedoc "What the provider calls a currency."
  @type code :: String.t()
  @typep cache :: %{code() => t()}

  @callback refresh(code()) :: :ok

  defstruct [:price, seen: 0]

  defguardp is_code(code) when byte_size(code) == 3

  @doc "The rate of one currency."
  @spec rate(code(), keyword()) :: {:ok, t()} | {:error, term()}
  def rate(code, options \\ [])

  def rate(code, _options) when is_code(code) do
    # TODO: ask the second provider when the first is down
    case code |> url() |> fetch_text(@timeout) do
      {:ok, text} -> {:ok, parse(text)}
      {:error, :gone} -> raise Unavailable, code
    end
  rescue
    error in [RateError] -> {:error, error}
  end

  def rate(_code, _options), do: raise(RateError)

  # Without what the provider adds.
  defp parse(text), do: %__MODULE__{price: T.clean(text)}

  defp url(code) do
    key = System.fetch_env!("RATES_API_KEY")
    "https://rates.example/#{code}?key=#{key}"
  end

  @impl true
  def init(state), do: {:ok, state}

  defmacro each_rate(codes, do: block) do
    quote do
      Enum.each(unquote(codes), fn _ -> unquote(block) end)
    end
  end

  defmodule Cache do
    @moduledoc false
    defdelegate size(cache), to: Map
  end
end

defprotocol Priced do
  @doc "What it costs."
  def price(thing)
end

defimpl Priced, for: Finance.Rates do
  def price(rate), do: rate.price
end

defmodule Finance.Router do
  use Plug.Router

  get "/rates/:code" do
    send_resp(conn, 200, Finance.Rates.rate(code))
  end

  post "/rates", Finance.RateController, :create
end

defmodule Finance.RatesTest do
  use ExUnit.Case

  test "a rate has a price" do
    assert Priced.price(%Finance.Rates{price: 1.5}) == 1.5
  end
end
