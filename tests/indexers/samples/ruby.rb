# frozen_string_literal: true

require "net/http"
require_relative "rates/errors"

# Exchange rates, and the last good ones.
module Rates
  API_KEY = ENV.fetch("RATES_API_KEY")
  TIMEOUT = Integer(ENV["RATES_TIMEOUT"] || 5)
  Unavailable = Class.new(RateError)

  # One price, with the time it was seen.
  class Rate < BigDecimal
    include Comparable
    extend Forwardable

    attr_reader :code, :seen

    # Reads a rate from text.
    def self.parse(text)
      rate = new(text.strip)
      rate.touch!
      rate
    end

    class << self
      alias from_text parse

      private

      def cache = @cache ||= {}
    end

    def age
      Time.now - seen
    end

    def <=>(other) = to_r <=> other.to_r

    private

    # TODO: use a monotonic clock
    def touch!
      @seen = Time.now
    end
  end

  module Fetching
    def fetch(code)
      raise RateError, "bad code" unless code.match?(/\A[A-Z]{3}\z/)

      Net::HTTP.get(uri_of(code))
    rescue Net::ReadTimeout => error
      raise Unavailable.new(error.message)
    end

    private def uri_of(code) = URI("https://rates.example/#{code}?key=#{API_KEY}")
  end
end

get "/rates/:code" do
  Rates::Rate.parse(fetch(params[:code]))
end

task default: :test

test "a rate has an age" do
  assert Rates::Rate.parse("1.5").age
end
