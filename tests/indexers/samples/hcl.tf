# Where prices are kept.
terraform {
  backend "s3" {}
}

variable "region" {
  type    = string
  default = "eu-west-1"
}

locals {
  prefix = "finance-${var.region}"
  tags   = { Name = local.prefix }
}

data "aws_caller_identity" "me" {}

// The bucket that the service writes to.
resource "aws_s3_bucket" "rates" {
  bucket = "${local.prefix}-rates"
  tags   = merge(local.tags, { Owner = data.aws_caller_identity.me.account_id })
}

resource "aws_s3_bucket_policy" "rates" {
  bucket = aws_s3_bucket.rates.id
  policy = <<-EOF
{
  "Resource": "${aws_s3_bucket.rates.arn}"
}
EOF
}

module "network" {
  source = "../modules/network"
  region = var.region
}

output "url" {
  # TODO: the regional one
  value = "https://${aws_s3_bucket.rates.bucket_domain_name}/${module.network.name}"
}
